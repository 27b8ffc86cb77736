/// Commands and the rules that decide them: `decide(book, command)` is pure.
@NullMarked
package io.tunebook.server.ledger.command;

import org.jspecify.annotations.NullMarked;
