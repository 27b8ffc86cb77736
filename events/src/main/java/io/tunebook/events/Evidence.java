package io.tunebook.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was on the screen when a launch was decided.
///
/// @param position the log's position that the screen showed
/// @param candidate the configuration under decision
/// @param value the candidate's objective
/// @param baseline the objective of the baseline, null when there was none
/// @param findings the checklist's findings as they stood
/// @param caveats a sentence for every fixed hyperparameter (PB-14)
public record Evidence(
        long position,
        Configuration candidate,
        double value,
        @Nullable Double baseline,
        List<FindingRecord> findings,
        List<String> caveats) {
    public Evidence {
        findings = List.copyOf(findings);
        caveats = List.copyOf(caveats);
    }
}
