/// The log: append, read, subscribe, verify. This package does not depend on how it is stored.
@NullMarked
package io.tunebook.events.log;

import org.jspecify.annotations.NullMarked;
