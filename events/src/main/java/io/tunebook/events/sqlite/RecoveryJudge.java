package io.tunebook.events.sqlite;

import io.tunebook.events.log.RecordedEvent;
import java.util.Optional;

/// Decides which events after a gap can follow the ones before them.
public interface RecoveryJudge {
    /// Accepts every event.
    RecoveryJudge ALL =
            new RecoveryJudge() {
                @Override
                public void kept(RecordedEvent event) {}

                @Override
                public Optional<String> refusal(RecordedEvent event) {
                    return Optional.empty();
                }
            };

    /// Receives each event before the gap, in order.
    void kept(RecordedEvent event);

    /// Why an event cannot follow those that were kept and accepted; empty when it is accepted.
    Optional<String> refusal(RecordedEvent event);
}
