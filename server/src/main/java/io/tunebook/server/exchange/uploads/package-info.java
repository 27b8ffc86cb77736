/// Files that a browser or a script sends to import them while the server runs: stored in a
/// temporary folder, previewed, imported through the running ledger, and deleted.
@NullMarked
package io.tunebook.server.exchange.uploads;

import org.jspecify.annotations.NullMarked;
