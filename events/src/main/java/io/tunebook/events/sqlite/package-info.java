/// The log in an SQLite file, through jOOQ.
@NullMarked
package io.tunebook.events.sqlite;

import org.jspecify.annotations.NullMarked;
