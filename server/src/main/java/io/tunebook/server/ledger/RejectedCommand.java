package io.tunebook.server.ledger;

import io.tunebook.server.ledger.command.Decision;

/// The rules rejected a command; nothing was appended.
public final class RejectedCommand extends RuntimeException {
    private final Decision.Rejected rejected;

    public RejectedCommand(Decision.Rejected rejected) {
        super(rejected.reason());
        this.rejected = rejected;
    }

    public Decision.Rejected rejected() {
        return rejected;
    }
}
