/// The read models kept in a file beside the log, so that a long log need not be read anew at each
/// start: docs/adr/0014-snapshot.md.
@NullMarked
package io.tunebook.server.ledger.snapshot;

import org.jspecify.annotations.NullMarked;
