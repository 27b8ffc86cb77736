/// Translations between the log and other formats: imports, exports, archives, reports, tracked
/// runs, MLflow's searches.
///
/// No HTTP. May know `ledger`, `playbook`, `model` and `events`.
@NullMarked
package io.tunebook.server.exchange;

import org.jspecify.annotations.NullMarked;
