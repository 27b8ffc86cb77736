/// The log as JSON lines, out and in.
@NullMarked
package io.tunebook.server.exchange.archive;

import org.jspecify.annotations.NullMarked;
