/// The read models: immutable values, folded from the log by one exhaustive switch.
///
/// Project, round, study, trial, run, launch and curves, as of a position of the log. May know
/// `events` only; no clock, no I/O.
@NullMarked
package io.tunebook.server.model;

import org.jspecify.annotations.NullMarked;
