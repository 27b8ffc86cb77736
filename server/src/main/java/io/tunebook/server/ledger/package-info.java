/// The path of the data: a command is decided on the current state, its events are appended, and
/// the read models fold them.
///
/// The only way to write to the log, except for a copy of a whole log or project. Has the launch
/// decision as one use case, snapshots of the read models, and the process managers that follow the
/// log. May know `playbook`, `model` and `events`.
@NullMarked
package io.tunebook.server.ledger;

import org.jspecify.annotations.NullMarked;
