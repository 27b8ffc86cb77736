package io.tunebook.server.ledger.decision;

import java.util.List;

/// The data has changed a verdict since what was on the screen; nothing was decided.
public final class StaleDecision extends RuntimeException {
    StaleDecision(long shown, List<String> verdicts) {
        super(
                "the findings on %s have changed since event %d: read them again, then decide"
                        .formatted(String.join(", ", verdicts), shown));
    }
}
