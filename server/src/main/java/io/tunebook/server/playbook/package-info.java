/// The method: how a search proposes trials, the warnings on a design, the findings from the data,
/// and the size of a gain.
///
/// Pure functions of the read models: no clock, no I/O, no randomness without a seed, no static
/// state that changes. May know `model` and `events`.
@NullMarked
package io.tunebook.server.playbook;

import org.jspecify.annotations.NullMarked;
