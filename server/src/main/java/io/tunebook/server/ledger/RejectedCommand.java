package io.tunebook.server.ledger;

import io.tunebook.server.ledger.command.CommandDecision;

/// The rules rejected a command; nothing was appended.
public final class RejectedCommand extends RuntimeException {
    private final CommandDecision.Rejected rejected;

    public RejectedCommand(CommandDecision.Rejected rejected) {
        super(rejected.reason());
        this.rejected = rejected;
    }

    public CommandDecision.Rejected rejected() {
        return rejected;
    }
}
