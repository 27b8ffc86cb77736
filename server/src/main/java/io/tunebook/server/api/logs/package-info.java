/// The server's log for operators.
@NullMarked
package io.tunebook.server.api.logs;

import org.jspecify.annotations.NullMarked;
