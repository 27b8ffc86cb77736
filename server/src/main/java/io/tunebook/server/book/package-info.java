/// The read models: immutable values, folded from the log.
@NullMarked
package io.tunebook.server.book;

import org.jspecify.annotations.NullMarked;
