/// The encoding of events: wire names with versions in one table, JSON and binary payloads.
@NullMarked
package io.tunebook.events.wire;

import org.jspecify.annotations.NullMarked;
