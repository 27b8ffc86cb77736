package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The data that the page showed when a launch was decided.
///
/// @param position the log position of the page
/// @param candidate the configuration under decision
/// @param value the candidate's objective
/// @param baseline the objective of the baseline, null when there is none
/// @param findings the checklist's findings at that moment
/// @param caveats a sentence for every fixed hyperparameter (PB-14)
/// @param gain the gain over the baseline with its uncertainty; null without reruns that differ
/// @param reruns how the reruns of both ended; null without reruns, and in evidence that did not
///   record it
public record Evidence(
        long position,
        Configuration candidate,
        double value,
        @Nullable Double baseline,
        List<FindingRecord> findings,
        List<String> caveats,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Gain gain,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Comparison reruns) {
    /// The gain of the candidate over the baseline, positive when better (PB-38 to PB-40).
    ///
    /// @param low the lower end of the 95% interval
    /// @param probability that the gain is positive
    /// @param seeds the standard error of the gain: the deviation between trainings with different
    ///   seeds, of the two means
    /// @param search the standard deviation between repetitions of the search
    /// @param data the standard deviation between validation sets
    /// @param candidateRuns the completed reruns of the candidate
    /// @param candidateFailed its reruns that were infeasible
    public record Gain(
            double estimate,
            double low,
            double high,
            double probability,
            double seeds,
            double search,
            double data,
            int candidateRuns,
            int baselineRuns,
            int candidateFailed,
            int baselineFailed) {
        /// Without failed reruns.
        public Gain(
                double estimate,
                double low,
                double high,
                double probability,
                double seeds,
                double search,
                double data,
                int candidateRuns,
                int baselineRuns) {
            this(
                    estimate,
                    low,
                    high,
                    probability,
                    seeds,
                    search,
                    data,
                    candidateRuns,
                    baselineRuns,
                    0,
                    0);
        }
    }

    /// How the reruns of both ended.
    ///
    /// @param baseline of the baseline, or of the trial that the candidate was compared with
    public record Comparison(Reruns candidate, Reruns baseline) {}

    /// How the reruns of a configuration ended.
    ///
    /// @param infeasible how many diverged, or could not run
    /// @param lowest the lowest objective; null when none completed
    /// @param highest the highest objective
    public record Reruns(
            int completed,
            int infeasible,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double lowest,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double highest) {
        public static final Reruns NONE = new Reruns(0, 0, null, null);

        /// Whether two or more completed, all with the same objective.
        @JsonIgnore
        public boolean identical() {
            return completed > 1 && lowest != null && lowest.equals(highest);
        }
    }

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
        this(position, candidate, value, baseline, findings, caveats, null, null);
    }
}
