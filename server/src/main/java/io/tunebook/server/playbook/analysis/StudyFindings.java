package io.tunebook.server.playbook.analysis;

import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import java.util.List;
import java.util.function.Supplier;

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
        var rivals = TrainingIssues.rivals(ScientificSettings.of(round, samples));
        return samples.stream().map(s -> of(round, s, rivals, curves)).toList();
    }

    private static StudyFindings of(
            Round round, Sample sample, TrainingIssues.Rivals rivals, Curves curves) {
        List<Sample> settings = ScientificSettings.of(round, sample);
        return new StudyFindings(
                sample,
                one(sample, Question.SPACE, "PB-25", () -> Boundary.of(sample)),
                one(sample, Question.POINTS, "PB-27", () -> Density.of(sample)),
                one(sample, Question.INFEASIBLE, "PB-23", () -> Infeasibility.of(sample, curves)),
                all(
                        sample,
                        Question.OPTIMISATION,
                        "PB-32",
                        () -> TrainingIssues.each(sample, settings, rivals, curves)),
                all(sample, Question.CURVES, "PB-29", () -> CurveReading.each(settings, curves)));
    }

    /// The finding of one rule on a study, about that study.
    static Finding one(Sample sample, Question question, String rule, Supplier<Finding> work) {
        return all(sample, question, rule, () -> List.of(work.get())).getFirst();
    }

    /// The findings of one rule on a study, about that study.
    static List<Finding> all(
            Sample sample, Question question, String rule, Supplier<List<Finding>> work) {
        return Finding.computed(question, sample.label(), rule, work).stream()
                .map(f -> f.inStudy(sample.study().id()))
                .toList();
    }
}
