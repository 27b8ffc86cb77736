/// Events and their values. They read no clock, no file and no random number.
@NullMarked
package io.tunebook.events;

import org.jspecify.annotations.NullMarked;
