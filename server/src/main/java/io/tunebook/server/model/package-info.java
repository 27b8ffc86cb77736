/// The read models: immutable values, folded from the log by one exhaustive switch.
///
/// A project, a round, a study, a trial, a run, a launch and the curves live here, as of a position
/// of the log. May know `events` alone; no clock, no I/O.
@NullMarked
package io.tunebook.server.model;

import org.jspecify.annotations.NullMarked;
