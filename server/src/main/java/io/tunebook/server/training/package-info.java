/// Trials that are trained: by the built-in runner on our kernels, or by external trainers that ask
/// and tell under a lease.
///
/// Alone may know `kernels`; besides, `ledger`, `playbook`, `model` and `events`. No HTTP.
@NullMarked
package io.tunebook.server.training;

import org.jspecify.annotations.NullMarked;
