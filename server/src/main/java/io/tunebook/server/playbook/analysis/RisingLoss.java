package io.tunebook.server.playbook.analysis;

import io.tunebook.events.MetricKind;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Optional;

/// A validation loss that rises while the objective, an error or an accuracy, does not get worse:
/// the model becomes overconfident (Guo, Pleiss, Sun, Weinberger 2017), which is no overfitting of
/// the objective (PB-29).
final class RisingLoss {
    private RisingLoss() {}

    /// Empty without such a loss, or when the objective gets worse too.
    static Optional<Finding> of(Sample sample, Curves curves) {
        if (sample.completed().isEmpty()) {
            return Optional.empty();
        }
        Trial.Completed best = sample.completed().getFirst();
        Kind objective = CurveShape.of(sample, curves, best).verdict();
        boolean level =
                objective == Kind.IMPROVING || objective == Kind.FLAT || objective == Kind.SETTLED;
        return level
                ? CurveMetrics.of(MetricKind.VALIDATION_LOSS, sample, curves, best)
                        .flatMap(loss -> of(sample, curves, best, loss))
                : Optional.empty();
    }

    private static Optional<Finding> of(
            Sample sample, Curves curves, Trial.Completed best, String loss) {
        CurveShape shape =
                CurveShape.of(new Objective(loss, Direction.MINIMIZE), curves, best.id());
        if (shape.verdict() != Kind.OVERFITS) {
            return Optional.empty();
        }
        String next = "If its probabilities are used, calibrate them or smooth the labels.";
        return Optional.of(
                new Finding(
                                Question.CURVES,
                                Verdict.LOOK,
                                "Loss rises, objective does not",
                                "%s of %s's best trial is %s above its lowest level at the end, while %s does not get worse: the model becomes overconfident, but does not overfit in the objective. %s"
                                        .formatted(
                                                loss,
                                                sample.label(),
                                                Formats.number(shape.rise()),
                                                sample.objective().metric(),
                                                next),
                                List.of("PB-29"))
                        .withNumber("rise", shape.rise())
                        .withPlot(PlotReference.curves(best.id()))
                        .withNextStep(next));
    }
}
