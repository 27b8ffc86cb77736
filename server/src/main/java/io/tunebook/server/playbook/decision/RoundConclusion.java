package io.tunebook.server.playbook.decision;

import io.tunebook.events.Configuration;
import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.RoundAnswer;
import io.tunebook.server.playbook.analysis.RoundAnswer.SettingBest;
import io.tunebook.server.playbook.analysis.RoundFindings;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The sentence that a round opens with: the gain over reruns where they measured it, else the
/// comparison of the settings in the search, else the best trial.
public final class RoundConclusion {
    private RoundConclusion() {}

    /// @param best the best completed trial of the search; null without one
    public static RoundAnswer of(
            Book book, Round round, RoundFindings findings, Trial.@Nullable Completed best) {
        if (best == null) {
            return new RoundAnswer("No completed trials yet.", Verdict.UNKNOWN);
        }
        if (findings.answers().isEmpty()) {
            RoundAnswer measured =
                    measured(book, round, best, MeasuredReruns.of(book, round, best), List.of());
            return measured == null ? bestTrial(book, round, best) : measured;
        }
        RoundAnswer searched = findings.answers().getFirst();
        RoundAnswer measured = ofSettings(book, round, searched.bests());
        if (measured == null) {
            measured =
                    measured(
                            book,
                            round,
                            best,
                            MeasuredReruns.of(book, round, best),
                            searched.bests());
        }
        return measured == null ? searched : measured;
    }

    /// Of the best two settings, where both were rerun.
    private static @Nullable RoundAnswer ofSettings(
            Book book, Round round, List<SettingBest> bests) {
        Trial first = bests.get(0).trial();
        return measured(
                book,
                round,
                first,
                MeasuredReruns.between(book, round, first, bests.get(1).trial()),
                bests);
    }

    /// Such as `nesterov 2.67% and adam 3.10% over 5 reruns each: nesterov is 0.43 points better
    /// (95% interval 0.13 to 0.73 better).` Null where the reruns do not measure a gain.
    private static @Nullable RoundAnswer measured(
            Book book, Round round, Trial trial, MeasuredReruns reruns, List<SettingBest> bests) {
        GainVerdict verdict = GainEstimate.of(book, round, trial, reruns);
        Evidence.Gain gain = verdict.gain();
        Configuration against = reruns.against();
        if (gain == null || against == null) {
            return null;
        }
        Objective objective = verdict.objective();
        String subject = name(book, round, trial.configuration(), bests);
        String other = reruns.baseline() ? "the baseline" : name(book, round, against, bests);
        String sentence =
                "%s %s and %s %s over %s: %s is %s."
                        .formatted(
                                subject,
                                Formats.value(objective, reruns.candidate().mean()),
                                other,
                                Formats.value(objective, reruns.compared().mean()),
                                gain.candidateRuns() == gain.baselineRuns()
                                        ? Formats.plural(gain.candidateRuns(), "rerun") + " each"
                                        : "%d and %d reruns"
                                                .formatted(
                                                        gain.candidateRuns(), gain.baselineRuns()),
                                subject,
                                new GainWords(objective).comparison(gain));
        return new RoundAnswer(
                sentence,
                switch (verdict.kind()) {
                    case BETTER -> Verdict.FINE;
                    case WORSE, DIVERGED -> Verdict.TROUBLE;
                    case IDENTICAL, NOT_MEASURED, WITHIN_VARIATION -> Verdict.LOOK;
                });
    }

    /// The name of what the candidate was compared with: `the baseline`, or that of its setting or
    /// trial; null when it was rerun alone.
    ///
    /// @param bests of the settings of the round
    public static @Nullable String against(
            Book book, Round round, MeasuredReruns reruns, List<SettingBest> bests) {
        if (reruns.baseline()) {
            return "the baseline";
        }
        return reruns.against() == null ? null : name(book, round, reruns.against(), bests);
    }

    /// The setting whose best trial has the configuration, else the study and trial.
    private static String name(
            Book book, Round round, Configuration configuration, List<SettingBest> bests) {
        return bests.stream()
                .filter(b -> b.trial().configuration().equals(configuration))
                .map(SettingBest::name)
                .findFirst()
                .or(() ->
                        book.studiesOf(round).stream()
                                .filter(s -> !s.isRerun())
                                .flatMap(s -> book.trialsOf(s).stream())
                                .filter(t -> t.configuration().equals(configuration))
                                .findFirst()
                                .map(t ->
                                        "%s, trial %d"
                                                .formatted(book.studyOf(t).label(), t.number())))
                .orElse("the other configuration");
    }

    /// Such as `Best validation/error 2.50% (nesterov, trial 16), 0.40 points better than the
    /// baseline in the search, trained once.`
    private static RoundAnswer bestTrial(Book book, Round round, Trial.Completed best) {
        Project project = book.projectOf(round);
        Objective objective = project.objective();
        Project.Baseline baseline = project.baseline();
        String compared = "";
        if (baseline != null && baseline.configuration().equals(best.configuration())) {
            compared = ", which is the baseline";
        } else if (baseline != null && baseline.value() != null) {
            double live = Objects.requireNonNull(baseline.value());
            double gap = Math.abs(live - best.value());
            compared =
                    ", %s %s than the baseline, trained once"
                            .formatted(
                                    Formats.difference(objective, gap),
                                    objective.better(best.value(), live) ? "better" : "worse");
        }
        return new RoundAnswer(
                "Best %s %s (%s, trial %d)%s."
                        .formatted(
                                objective.metric(),
                                Formats.value(objective, best.value()),
                                book.studyOf(best).label(),
                                best.number(),
                                compared),
                Verdict.UNKNOWN);
    }
}
