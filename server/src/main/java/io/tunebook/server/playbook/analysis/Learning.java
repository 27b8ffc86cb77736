package io.tunebook.server.playbook.analysis;

import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// All findings of a round, study by study: those that the checklist summarizes, and those beyond
/// its questions.
public final class Learning {
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
            findings.addAll(ofStudy(round, studies.get(i), importances.get(i), curves));
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
            Round round, StudyFindings study, Importance importance, Curves curves) {
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
                        Sensitivity.of(
                                round,
                                sample,
                                importance.single().isEmpty()
                                        ? Importance.of(sample)
                                        : importance));
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
        rule(
                findings,
                sample,
                Question.CURVES,
                "PB-24",
                () -> ContradictedValues.of(sample, curves).stream().toList());
        rule(
                findings,
                sample,
                Question.CURVES,
                "PB-29",
                () -> RisingLoss.of(sample, curves).stream().toList());
        rule(
                findings,
                sample,
                Question.CURVES,
                "PB-44",
                () -> TrialLengths.of(sample).stream().toList());
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
}
