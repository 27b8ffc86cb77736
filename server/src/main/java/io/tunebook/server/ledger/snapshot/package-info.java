/// Snapshots of the read models in a file beside the log, so that a start does not read a long log
/// again: docs/adr/0014-snapshot.md.
@NullMarked
package io.tunebook.server.ledger.snapshot;

import org.jspecify.annotations.NullMarked;
