package io.tunebook.server.playbook.analysis;

import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import java.util.List;

/// What the rules of the checklist find in one study: computed once, then read for the study and
/// for its round.
///
/// @param training the finding on each setting that has a completed trial
/// @param curves the same
record StudyFindings(
        Sample sample,
        Finding boundary,
        Finding density,
        Finding infeasibility,
        List<Finding> training,
        List<Finding> curves) {

    /// In the order of the samples.
    static List<StudyFindings> of(Round round, List<Sample> samples, Curves curves) {
        double gap = TrainingIssues.gap(ScientificSettings.of(round, samples));
        return samples.stream().map(s -> of(round, s, gap, curves)).toList();
    }

    private static StudyFindings of(Round round, Sample sample, double gap, Curves curves) {
        List<Sample> settings = ScientificSettings.of(round, sample);
        return new StudyFindings(
                sample,
                Boundary.of(sample),
                Density.of(sample),
                Infeasibility.of(sample),
                TrainingIssues.each(settings, gap, curves),
                CurveReading.each(settings, curves));
    }
}
