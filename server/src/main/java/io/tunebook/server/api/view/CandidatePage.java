package io.tunebook.server.api.view;

import io.tunebook.events.Configuration;
import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.api.view.ViewParts.ScoredTrial;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.RoundAnswer;
import io.tunebook.server.playbook.analysis.RoundAnswer.SettingBest;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.decision.GainEstimate;
import io.tunebook.server.playbook.decision.GainVerdict;
import io.tunebook.server.playbook.decision.MeasuredReruns;
import io.tunebook.server.playbook.decision.Reruns;
import io.tunebook.server.playbook.decision.RoundConclusion;
import io.tunebook.server.playbook.decision.ShownGain;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trial of a round as the candidate of a launch.
///
/// @param gain over the baseline, positive when better; null without the value of a baseline, and
///   for the baseline
/// @param gainBasis what the gain was measured over, such as `mean of 4 reruns each`; null without
///   a gain
/// @param searchGain the gain in the search where `gain` is of reruns; else null
/// @param caveats the fixed hyperparameters that exist in its configuration
public record CandidatePage(
        long position,
        Candidate candidate,
        @Nullable Double gain,
        @Nullable String gainBasis,
        @Nullable Double searchGain,
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
    /// @param gain the gain over its reruns with its uncertainty; null where they did not measure
    ///   it
    /// @param validation what the interval does not cover; empty without a gain
    /// @param reruns null while it was not rerun
    public record CandidateEvidence(
            String label,
            String sentence,
            @Nullable String objection,
            boolean baseline,
            List<String> warnings,
            Evidence.@Nullable Gain gain,
            String validation,
            @Nullable RerunsPart reruns) {}

    /// The reruns of the candidate and of what it is compared with.
    ///
    /// @param against `the baseline`, or the other trial's name; null when it was rerun alone
    /// @param finished of both, with those that diverged
    /// @param planned of both
    /// @param studies that rerun it
    public record RerunsPart(
            RerunValues candidate,
            @Nullable RerunValues compared,
            @Nullable String against,
            int finished,
            int planned,
            List<String> studies) {}

    /// @param mean null without a value
    /// @param deviation the standard deviation with n - 1; null below two values
    /// @param infeasible how many diverged, or could not run
    public record RerunValues(
            List<Double> values,
            @Nullable Double mean,
            @Nullable Double deviation,
            int infeasible) {
        static RerunValues of(Reruns r) {
            int n = r.values().length;
            return new RerunValues(
                    Arrays.stream(r.values()).boxed().toList(),
                    n == 0 ? null : Double.valueOf(r.mean()),
                    n < 2 ? null : Double.valueOf(r.deviation()),
                    r.infeasible());
        }
    }

    public static CandidatePage of(Book book, Round round, Trial.Completed t) {
        ShownGain gain = gain(book, round, t);
        return new CandidatePage(
                book.position(),
                Candidate.of(book, t),
                gain == null ? null : (Double) gain.value(),
                gain == null ? null : gain.basis(),
                gain == null ? null : gain.search(),
                evidence(book, round, t),
                round.caveats(t.configuration()));
    }

    static @Nullable ShownGain gain(Book book, Round round, Trial.Completed t) {
        return isBaseline(book, round, t) ? null : GainEstimate.of(book, round, t).shown();
    }

    static CandidateEvidence evidence(Book book, Round round, Trial.Completed t) {
        MeasuredReruns reruns = MeasuredReruns.of(book, round, t);
        if (isBaseline(book, round, t)) {
            return new CandidateEvidence(
                    "This configuration is the baseline",
                    "",
                    null,
                    true,
                    List.of(),
                    null,
                    "",
                    reruns(book, round, reruns));
        }
        GainVerdict verdict = GainEstimate.of(book, round, t, reruns);
        return new CandidateEvidence(
                verdict.label(),
                reruns.running() && verdict.reruns() != null
                        ? verdict.soFar() + " Other reruns are running."
                        : verdict.sentence(),
                verdict.objection(),
                false,
                warnings(book, round, t),
                verdict.gain(),
                verdict.validation(),
                reruns(book, round, reruns));
    }

    private static List<SettingBest> bests(Book book, Round round) {
        return PagePart.orElse(
                List.of(),
                "The settings of round " + round.id(),
                () -> RoundAnswer.bests(round, Sample.of(book, round)));
    }

    private static @Nullable RerunsPart reruns(Book book, Round round, MeasuredReruns all) {
        if (all.studies().isEmpty()) {
            return null;
        }
        return new RerunsPart(
                RerunValues.of(all.candidate()),
                all.against() == null ? null : RerunValues.of(all.compared()),
                RoundConclusion.against(book, round, all, bests(book, round)),
                all.finished(),
                all.planned(),
                all.studies().stream().map(Study::id).toList());
    }

    private static boolean isBaseline(Book book, Round round, Trial t) {
        Project.Baseline baseline = book.projectOf(round).baseline();
        return baseline != null && baseline.configuration().equals(t.configuration());
    }

    /// That it was trained once is in the sentence.
    private static List<String> warnings(Book book, Round round, Trial.Completed t) {
        Objective objective = book.projectOf(round).objective();
        return Sample.of(book, round).stream()
                .flatMap(s -> s.completed().stream())
                .min(Sample.bestFirst(objective))
                .filter(best -> objective.better(best.value(), t.value()))
                .map(best ->
                        "Trial %d of %s is better by %s in the search: give the reason to choose this trial in the rationale, such as lower cost (PB-08)."
                                .formatted(
                                        best.number(),
                                        book.studyOf(best).label(),
                                        Formats.difference(
                                                objective, Math.abs(best.value() - t.value()))))
                .stream()
                .toList();
    }
}
