/// The log as JSON lines, out and in.
@NullMarked
package io.tunebook.server.transfer;

import org.jspecify.annotations.NullMarked;
