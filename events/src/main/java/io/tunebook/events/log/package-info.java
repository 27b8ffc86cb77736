/// The log: append, read, subscribe, verify. Nothing here knows how or where it is stored.
@NullMarked
package io.tunebook.events.log;

import org.jspecify.annotations.NullMarked;
