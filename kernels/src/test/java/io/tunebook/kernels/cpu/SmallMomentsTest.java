package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Moments of weights whose gradient stays 0, as those of a pixel that becomes black.
class SmallMomentsTest {
    private static final int STEPS = 2_000;

    static Stream<Optimizer> optimizers() {
        return Stream.of(
                Optimizer.Adam.of(1e-3),
                new Optimizer.Nesterov(0.01, 0.9),
                new Optimizer.RmsProp(0.001, 0.9, 0.9, 1e-8));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void theyBecomeZeroAndAreNeverSubnormal(Optimizer optimizer) {
        Dataset bright = rows(1f);
        Dataset dark = rows(0f);
        TrainingPlan plan =
                TrainingPlan.of(
                        Network.perceptron(2, List.of(16), Activation.TANH, 2),
                        optimizer,
                        8,
                        STEPS);
        TrainingState state = Training.state(plan, bright.rows());
        try (WorkerTeam team = new WorkerTeam(1)) {
            GradientStep step = new GradientStep(plan, state, Products.fastest(), team);
            int[] batch = {0, 1, 2, 3, 4, 5, 6, 7};
            step.compute(bright, batch, 1);
            step.update(1, plan.learningRate(1));
            for (int i = 2; i <= STEPS; i++) {
                step.compute(dark, batch, i);
                step.update(i, plan.learningRate(i));
                for (float[] moments : state.rule.state()) {
                    for (float moment : moments) {
                        assertThat(moment != 0 && Math.abs(moment) < Float.MIN_NORMAL).isFalse();
                    }
                }
            }
        }
        // The weights of the second input: row 1 of the first layer.
        float[] decaying = state.rule.state().getLast();
        if (!(optimizer instanceof Optimizer.Adam)) {
            assertThat(decaying[Matrix.PANEL]).isZero();
        } else {
            assertThat(state.rule.state().getFirst()[Matrix.PANEL]).isZero();
        }
    }

    private static Dataset rows(float second) {
        float[] features = new float[16];
        int[] labels = new int[8];
        for (int row = 0; row < 8; row++) {
            features[2 * row] = row - 3.5f;
            features[2 * row + 1] = second * (row % 2 + 1);
            labels[row] = row % 2;
        }
        return Dataset.of("two inputs", features, labels, 2, List.of("a", "b"));
    }
}
