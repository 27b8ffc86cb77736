package io.tunebook.server.ledger.decision;

import java.util.List;

/// The data has changed a verdict since what was on the screen; nothing was decided.
public final class StaleDecision extends RuntimeException {
    StaleDecision(long shown, List<String> verdicts) {
        super(
                "what the data shows about %s has changed since event %d: look again and decide then"
                        .formatted(String.join(", ", verdicts), shown));
    }
}
