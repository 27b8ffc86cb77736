package io.tunebook.server.playbook.decision;

import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.RoundAnswer;
import io.tunebook.server.playbook.analysis.RoundFindings;
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
            return new RoundAnswer("", "No completed trials yet.", Verdict.UNKNOWN);
        }
        MeasuredReruns reruns = MeasuredReruns.of(book, round, best);
        GainVerdict verdict = GainEstimate.of(book, round, best);
        if (verdict.gain() != null) {
            return measured(book, round, best, reruns, verdict, verdict.gain());
        }
        return findings.answers().isEmpty()
                ? bestTrial(book, round, best)
                : findings.answers().getFirst();
    }

    /// Such as `nesterov 2.67% and adam 3.10% over 5 reruns each: nesterov is 0.43 points better
    /// (95% interval 0.13 to 0.73 better).`
    private static RoundAnswer measured(
            Book book,
            Round round,
            Trial best,
            MeasuredReruns reruns,
            GainVerdict verdict,
            Evidence.Gain gain) {
        Objective objective = verdict.objective();
        String name = name(book, best);
        String other = Objects.requireNonNull(against(book, round, reruns, best));
        String subject = name.equals(other) ? "trial " + best.number() : name;
        String sentence =
                "%s %s and %s %s over %s: %s is %s."
                        .formatted(
                                subject,
                                Formats.value(objective, reruns.candidate().mean()),
                                other,
                                Formats.value(objective, reruns.compared().mean()),
                                GainWords.reruns(gain.candidateRuns(), gain.baselineRuns(), ""),
                                subject,
                                new GainWords(objective).comparison(gain));
        return new RoundAnswer(
                "",
                sentence,
                switch (verdict.kind()) {
                    case BETTER -> Verdict.FINE;
                    case WORSE, DIVERGED -> Verdict.TROUBLE;
                    case IDENTICAL, NOT_MEASURED, WITHIN_VARIATION -> Verdict.LOOK;
                });
    }

    private static String name(Book book, Trial trial) {
        return book.studyOf(trial).label();
    }

    /// The name of what the candidate was compared with: `the baseline`, the label of the other
    /// trial's study, or its number where both are of one study; null when it was rerun alone.
    public static @Nullable String against(
            Book book, Round round, MeasuredReruns reruns, Trial candidate) {
        if (reruns.against() == null) {
            return null;
        }
        if (reruns.baseline()) {
            return "the baseline";
        }
        String name = name(book, candidate);
        return book.studiesOf(round).stream()
                .filter(s -> !s.isRerun())
                .flatMap(s -> book.trialsOf(s).stream())
                .filter(t -> t.configuration().equals(reruns.against()))
                .findFirst()
                .map(t -> name(book, t).equals(name) ? "trial " + t.number() : name(book, t))
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
                "",
                "Best %s %s (%s, trial %d)%s."
                        .formatted(
                                objective.metric(),
                                Formats.value(objective, best.value()),
                                name(book, best),
                                best.number(),
                                compared),
                Verdict.UNKNOWN);
    }
}
