package io.tunebook.server.playbook.analysis;

import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import java.util.ArrayList;
import java.util.List;

/// All findings of a round, study by study: those that the checklist summarizes, and those beyond
/// its questions.
public final class Learning {
    private Learning() {}

    /// The findings in the order of the studies, computed from the model at any position.
    public static List<Finding> of(Round round, List<Sample> samples, Curves curves) {
        return of(round, samples, samples.stream().map(Importance::of).toList(), curves);
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
            StudyFindings study = studies.get(i);
            Sample sample = study.sample();
            findings.add(study.boundary());
            findings.add(study.density());
            findings.add(study.infeasibility());
            findings.add(TrainingIssues.worst(study.training()));
            if (!sample.completed().isEmpty()) {
                findings.add(CurveReading.worst(study.curves()));
            }
            findings.addAll(Sensitivity.of(round, sample, importances.get(i)));
            findings.addAll(Instability.of(sample, curves));
            AboveChance.of(sample).ifPresent(findings::add);
            EpochSwing.of(sample, curves).ifPresent(findings::add);
            UnreportedObjective.of(sample, curves).ifPresent(findings::add);
            findings.add(Checkpoints.of(sample));
        }
        findings.addAll(Fairness.of(round, studies.stream().map(StudyFindings::sample).toList()));
        return List.copyOf(findings);
    }
}
