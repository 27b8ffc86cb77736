/// What somebody wants, and what the rules say to it: `decide(book, command)` is pure.
@NullMarked
package io.tunebook.server.ledger.command;

import org.jspecify.annotations.NullMarked;
