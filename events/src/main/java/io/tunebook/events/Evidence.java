package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
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
/// @param gain the gain over the baseline with its uncertainty; null when nothing was run again
public record Evidence(
        long position,
        Configuration candidate,
        double value,
        @Nullable Double baseline,
        List<FindingRecord> findings,
        List<String> caveats,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Gain gain) {
    /// How much better the candidate is, positive when better (PB-38 to PB-40).
    ///
    /// @param low the lower end of the 95% interval
    /// @param probability that the gain is positive
    /// @param seeds the standard deviation that training again with other seeds puts on it
    /// @param search that repeating the search would
    /// @param data that another validation set would
    public record Gain(
            double estimate,
            double low,
            double high,
            double probability,
            double seeds,
            double search,
            double data,
            int candidateRuns,
            int baselineRuns) {}

    @JsonCreator
    public Evidence {
        findings = List.copyOf(findings);
        caveats = List.copyOf(caveats);
    }

    /// Without reruns.
    public Evidence(
            long position,
            Configuration candidate,
            double value,
            @Nullable Double baseline,
            List<FindingRecord> findings,
            List<String> caveats) {
        this(position, candidate, value, baseline, findings, caveats, null);
    }
}
