package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// All findings of a round, study by study: those that the checklist summarizes, and those beyond
/// its questions.
public final class Learning {
    private static final double UNIMPORTANT = 0.02;
    private static final double TOGETHER = 0.10;

    private Learning() {}

    /// The findings in the order of the studies, computed from the model at any position.
    public static List<Finding> of(Round round, List<Sample> samples, Curves curves) {
        return of(round, samples, samples.stream().map(Importance::orNone).toList(), curves);
    }

    /// @param importances of each sample, in their order
    public static List<Finding> of(
            Round round, List<Sample> samples, List<Importance> importances, Curves curves) {
        return ofStudies(round, StudyFindings.of(round, samples, curves), importances, curves);
    }

    static List<Finding> ofStudies(
            Round round, List<StudyFindings> studies, List<Importance> importances, Curves curves) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < studies.size(); i++) {
            findings.addAll(ofStudy(studies.get(i), importances.get(i), curves));
        }
        List<Sample> samples = studies.stream().map(StudyFindings::sample).toList();
        findings.addAll(
                Finding.computed(
                        Question.POINTS,
                        "The round's comparison",
                        "PB-36",
                        () -> Fairness.of(round, samples)));
        return List.copyOf(findings);
    }

    private static List<Finding> ofStudy(
            StudyFindings study, Importance importance, Curves curves) {
        Sample sample = study.sample();
        List<Finding> findings = new ArrayList<>();
        findings.add(study.boundary());
        findings.add(study.density());
        findings.add(study.infeasibility());
        findings.add(TrainingIssues.worst(study.training()));
        if (!sample.completed().isEmpty()) {
            findings.add(CurveReading.worst(study.curves()));
        }
        rule(
                findings,
                sample,
                Question.POINTS,
                "PB-15",
                () ->
                        List.of(
                                sensitivity(
                                        sample,
                                        importance.single().isEmpty()
                                                ? Importance.of(sample)
                                                : importance)));
        rule(
                findings,
                sample,
                Question.OPTIMISATION,
                "PB-60",
                () -> Instability.of(sample, curves));
        rule(
                findings,
                sample,
                Question.CURVES,
                "PB-06",
                () -> AboveChance.of(sample).stream().toList());
        rule(
                findings,
                sample,
                Question.OPTIMISATION,
                "PB-51",
                () -> EpochSwing.of(sample, curves).stream().toList());
        rule(
                findings,
                sample,
                Question.CURVES,
                "PB-24",
                () -> UnreportedObjective.of(sample, curves).stream().toList());
        rule(findings, sample, Question.CURVES, "PB-44", () -> List.of(Checkpoints.of(sample)));
        return findings;
    }

    private static void rule(
            List<Finding> findings,
            Sample sample,
            Question question,
            String id,
            Supplier<List<Finding>> work) {
        findings.addAll(StudyFindings.all(sample, question, id, work));
    }

    /// Which hyperparameters matter, which can be fixed next time, and which must be tuned together
    /// (PB-15).
    static Finding sensitivity(Sample sample, Importance importance) {
        if (importance.single().isEmpty()) {
            return Finding.unknown(
                    Question.POINTS,
                    "%s has too few completed trials to estimate importance."
                            .formatted(sample.label()),
                    "PB-15");
        }
        String shares =
                importance.single().stream()
                        .map(s ->
                                "%s %s"
                                        .formatted(
                                                s.parameters().getFirst(),
                                                Formats.share(s.share())))
                        .collect(Collectors.joining(", "));
        List<String> little =
                importance.single().stream()
                        .filter(s -> s.share() < UNIMPORTANT)
                        .map(s -> s.parameters().getFirst())
                        .filter(name -> apart(importance, name))
                        .toList();
        List<String> together =
                importance.pairs().stream()
                        .filter(s -> s.share() > TOGETHER)
                        .map(s -> String.join(" with ", s.parameters()))
                        .toList();
        String next =
                (little.isEmpty() ? "" : "Fix %s next time. ".formatted(String.join(", ", little)))
                        + (together.isEmpty()
                                ? ""
                                : "Tune %s together.".formatted(String.join(", ", together)));
        Finding found =
                new Finding(
                                Question.POINTS,
                                Verdict.FINE,
                                "importance",
                                "Of %s's variance over the space %s: %s. %s"
                                        .formatted(
                                                sample.label(),
                                                importance.single().size() == 1
                                                        ? "one hyperparameter explains"
                                                        : "the hyperparameters explain, each alone",
                                                shares,
                                                next)
                                        .strip(),
                                List.of("PB-15"))
                        .withPlot(PlotReference.importance())
                        .withNextStep(next.strip());
        for (Importance.Share s : importance.single()) {
            found = found.withNumber(s.parameters().getFirst(), s.share());
        }
        return found;
    }

    private static boolean apart(Importance importance, String name) {
        return importance.pairs().stream()
                .noneMatch(s -> s.parameters().contains(name) && s.share() > UNIMPORTANT);
    }
}
