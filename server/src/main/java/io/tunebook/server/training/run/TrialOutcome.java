package io.tunebook.server.training.run;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.FailureReason;
import java.util.Arrays;
import java.util.Map;

/// What is recorded of a training that has ended: a pure function.
final class TrialOutcome {
    private TrialOutcome() {}

    /// @param seconds of training
    static Command.OnTrial command(
            String trial, Outcome outcome, Split split, TrainingPlan plan, double seconds) {
        return switch (outcome) {
            case Outcome.Completed f ->
                    new Command.CompleteTrial(
                            trial,
                            f.best().validationError(),
                            f.best().step(),
                            plan.steps(),
                            seconds,
                            Map.of(
                                    "validation/loss at best",
                                    f.best().validationLoss(),
                                    "training/error at best",
                                    f.best().trainingError(),
                                    "validation/error at end",
                                    f.last().validationError(),
                                    "training/error at end",
                                    f.last().trainingError(),
                                    "validation/examples",
                                    (double) split.validation().rows(),
                                    "validation/chance",
                                    chance(split.validation()),
                                    "training/examples",
                                    (double) split.training().rows()));
            case Outcome.Diverged d ->
                    new Command.MarkInfeasible(
                            trial,
                            InfeasibleKind.DIVERGED,
                            FailureReason.of(d.reason()),
                            (long) d.step());
            case Outcome.Infeasible r ->
                    new Command.MarkInfeasible(
                            trial, InfeasibleKind.FAILED, FailureReason.of(r.reason()), null);
            case Outcome.Stopped s ->
                    throw new IllegalStateException("the training resumes after " + s);
        };
    }

    /// The error of always predicting the most frequent class (PB-06).
    private static double chance(Dataset data) {
        int[] counts = new int[data.classes().size()];
        for (int row = 0; row < data.rows(); row++) {
            counts[data.label(row)]++;
        }
        return 1 - Arrays.stream(counts).max().orElse(0) / (double) data.rows();
    }
}
