/// How the server tells an operator what it does.
@NullMarked
package io.tunebook.server.api.logs;

import org.jspecify.annotations.NullMarked;
