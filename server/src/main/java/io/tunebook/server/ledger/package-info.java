/// The way of the data: command, decide, append, fold, query.
@NullMarked
package io.tunebook.server.ledger;

import org.jspecify.annotations.NullMarked;
