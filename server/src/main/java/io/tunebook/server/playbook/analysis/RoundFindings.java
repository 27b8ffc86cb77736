package io.tunebook.server.playbook.analysis;

import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import java.util.List;

/// All findings of a round as of a position of the log: one set, which the round's page, what was
/// learned, the report and the decision read.
///
/// @param checklist one finding a question (PB-22)
/// @param learning study by study
/// @param importances of each study's sample, in their order
/// @param answers by the search, one for each scientific hyperparameter that was compared
public record RoundFindings(
        List<Finding> checklist,
        List<Finding> learning,
        List<Importance> importances,
        List<RoundAnswer> answers) {

    /// @param samples of the round's studies
    public static RoundFindings of(
            long position, Round round, List<Sample> samples, Curves curves) {
        return AnalysisCache.result(
                "findings\n" + round.id(), position, _ -> compute(round, samples, curves));
    }

    private static RoundFindings compute(Round round, List<Sample> samples, Curves curves) {
        List<StudyFindings> studies = StudyFindings.of(round, samples, curves);
        List<Importance> importances = samples.stream().map(Importance::orNone).toList();
        return new RoundFindings(
                Checklist.ofStudies(studies),
                Learning.ofStudies(round, studies, importances, curves),
                importances,
                answers(round, samples));
    }

    /// None when they cannot be computed: the finding on the comparison then has the fault.
    private static List<RoundAnswer> answers(Round round, List<Sample> samples) {
        try {
            return RoundAnswer.of(round, samples);
        } catch (RuntimeException e) {
            return List.of();
        }
    }
}
