package io.tunebook.server.api.view;

import io.tunebook.events.Configuration;
import io.tunebook.events.Objective;
import io.tunebook.server.api.view.ViewParts.ScoredTrial;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.decision.GainEstimate;
import io.tunebook.server.playbook.decision.GainVerdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trial of a round as the candidate of a launch.
///
/// @param gain over the baseline by its value in the search, positive when better; null without a
///   baseline
/// @param caveats the fixed hyperparameters that exist in its configuration
public record CandidatePage(
        long position,
        Candidate candidate,
        @Nullable Double gain,
        CandidateEvidence evidence,
        List<Round.Caveat> caveats) {

    public record Candidate(
            String trial,
            int number,
            String study,
            String label,
            double value,
            Configuration configuration) {
        static Candidate of(Book book, Trial.Completed t) {
            ScoredTrial scored = ScoredTrial.of(book, t);
            return new Candidate(
                    t.id(),
                    t.number(),
                    scored.study(),
                    scored.label(),
                    t.value(),
                    t.configuration());
        }
    }

    /// @param label the verdict in a few words
    /// @param objection why a launch needs a reason of its own; null when the evidence is not
    ///   against it
    /// @param baseline whether it has the configuration of the baseline: it cannot be launched
    /// @param warnings of PB-08
    public record CandidateEvidence(
            String label,
            String sentence,
            @Nullable String objection,
            boolean baseline,
            List<String> warnings) {}

    public static CandidatePage of(Book book, Round round, Trial.Completed t) {
        return new CandidatePage(
                book.position(),
                Candidate.of(book, t),
                gain(book, round, t),
                evidence(book, round, t),
                round.caveats(t.configuration()));
    }

    static @Nullable Double gain(Book book, Round round, Trial.Completed t) {
        Project.Baseline baseline = book.projectOf(round).baseline();
        return LaunchRow.gain(book, round, baseline == null ? null : baseline.value(), t.value());
    }

    static CandidateEvidence evidence(Book book, Round round, Trial.Completed t) {
        GainVerdict verdict = GainEstimate.of(book, round, t);
        Project.Baseline baseline = book.projectOf(round).baseline();
        return new CandidateEvidence(
                verdict.label(),
                verdict.sentence(),
                verdict.objection(),
                baseline != null && baseline.configuration().equals(t.configuration()),
                warnings(book, round, t, verdict));
    }

    private static List<String> warnings(
            Book book, Round round, Trial.Completed t, GainVerdict verdict) {
        Objective objective = book.projectOf(round).objective();
        List<Trial.Completed> all =
                Sample.of(book, round).stream().flatMap(s -> s.completed().stream()).toList();
        List<String> warnings = new ArrayList<>();
        Trial.Completed best = all.stream().min(Sample.bestFirst(objective)).orElse(t);
        if (objective.better(best.value(), t.value())) {
            warnings.add(
                    "Trial %d of %s is better by %s in the search: give the reason to choose this trial in the rationale, such as lower cost (PB-08)."
                            .formatted(
                                    best.number(),
                                    book.studyOf(best).label(),
                                    Formats.difference(
                                            objective, Math.abs(best.value() - t.value()))));
        }
        var reruns = verdict.reruns();
        if (reruns == null || reruns.candidate().completed() < 2) {
            warnings.add(
                    "%s: part of its value may be luck. Rerun it with new seeds before the launch (PB-08, PB-39)."
                            .formatted(
                                    best.id().equals(t.id())
                                            ? "It is the best of %s, trained once"
                                                    .formatted(
                                                            Formats.plural(
                                                                    all.size(), "completed trial"))
                                            : "It was trained once"));
        }
        return warnings;
    }
}
