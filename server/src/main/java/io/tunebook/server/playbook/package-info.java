/// The method: how a search proposes trials, what a design is warned of, what the data says, and
/// how large a gain is.
///
/// Pure functions of the read models: no clock, no I/O, no randomness without a seed, no static
/// state that changes. May know `model` and `events`.
@NullMarked
package io.tunebook.server.playbook;

import org.jspecify.annotations.NullMarked;
