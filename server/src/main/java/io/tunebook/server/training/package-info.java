/// Training of trials: by the built-in runner with Tunebook's kernels, or by external trainers that
/// ask for trials and report results under a lease.
///
/// The only package that may know `kernels`; may also know `ledger`, `playbook`, `model` and
/// `events`. No HTTP.
@NullMarked
package io.tunebook.server.training;

import org.jspecify.annotations.NullMarked;
