/// How the server tells an operator what it does.
@NullMarked
package io.tunebook.server.logs;

import org.jspecify.annotations.NullMarked;
