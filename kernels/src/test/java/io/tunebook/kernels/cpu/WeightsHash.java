package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Spirals;
import io.tunebook.kernels.data.Split;
import java.util.Arrays;

/// Trains on spirals and prints the kind of products and a hash of every bit of the weights.
final class WeightsHash {

    private WeightsHash() {}

    public static void main(String[] arguments) {
        System.out.println(
                Products.fastest().description() + ": " + hash(Integer.parseInt(arguments[0])));
    }

    static int hash(int steps) {
        Split split = Spirals.generate(300, 3, 0.15, 5).split(100, 1);
        TrainingPlan plan =
                TestPlans.of(split, new Optimizer.NAdam(0.01, 0.9, 0.999, 1e-8), steps, 24, 9);
        TrainingPlan regularised = plan.with(new Regularisation(1e-4, 1e-4, 0.1, 0.1));
        Training training =
                new Training(
                        regularised,
                        split,
                        StepListener.none(),
                        Products.fastest(),
                        new WorkerTeam(1),
                        null);
        training.run();
        return Arrays.hashCode(training.parameters());
    }
}
