/// The log in a PostgreSQL database that several servers share: one writes, the others follow it
/// and take over when it ends.
@NullMarked
package io.tunebook.events.postgresql;

import org.jspecify.annotations.NullMarked;
