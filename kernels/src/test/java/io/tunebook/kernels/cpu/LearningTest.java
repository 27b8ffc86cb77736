package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.DataSource;
import io.tunebook.kernels.data.GeneratedDigits;
import io.tunebook.kernels.data.Spirals;
import io.tunebook.kernels.data.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tuned networks reach a minimum accuracy. Real data is read from the folder in the system
/// property `tunebook.data`, by default `../shared/data` beside the checkout.
@Execution(ExecutionMode.CONCURRENT)
class LearningTest {

    private static final Path DATA =
            Path.of(System.getProperty("tunebook.data", "../../shared/data"));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void aTunedNetworkMisclassifiesOneToTenPercentOfTheGeneratedDigits(long seed) {
        Split split = GeneratedDigits.generate(10_000, seed).split(2_000, seed);
        TrainingPlan plan = TestPlans.of(split, new Optimizer.Nesterov(0.1, 0.9), 1_000, 128, 64);
        assertThat(bestError(plan, split)).isBetween(0.01, 0.10);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aTunedNetworkClassifiesTheDigitsOfTheTable(long seed) {
        Split split = DataSource.open(present("digits.csv"), "label").split(360, seed);
        TrainingPlan plan = TestPlans.of(split, new Optimizer.Nesterov(0.1, 0.9), 800, 256, 64);
        assertThat(bestError(plan.with(new Regularisation(1e-3, 0, 0.2, 0)), split))
                .isLessThanOrEqualTo(0.03);
    }

    @Test
    void aTunedNetworkClassifiesTheImagesOfMnist() {
        Split split = DataSource.open(present("mnist10k"), "label").split(2_000, 1);
        TrainingPlan plan = TestPlans.of(split, new Optimizer.Nesterov(0.1, 0.9), 1_500, 256, 128);
        assertThat(bestError(plan.with(new Regularisation(1e-4, 0, 0, 0)), split))
                .isLessThanOrEqualTo(0.045);
    }

    @Test
    void aSmallConvolutionalNetworkClassifiesTheImagesOfMnist() {
        Split split = DataSource.open(present("mnist10k"), "label").split(2_000, 1);
        Layer.Pooling halved = new Layer.Pooling(Layer.Pooling.Kind.MAX, 2);
        Network network =
                new Network(
                        split.training().shape(),
                        List.of(
                                new Layer.Convolution(8, 3),
                                halved,
                                new Layer.Convolution(16, 5),
                                halved,
                                new Layer.Dense(64)),
                        Activation.RELU,
                        new Normalisation.None(),
                        10);
        TrainingPlan plan = TestPlans.of(network, new Optimizer.Nesterov(0.05, 0.9), 300);
        assertThat(bestError(plan.with(new Regularisation(1e-4, 0, 0.2, 0)), split))
                .isLessThanOrEqualTo(0.03);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Activation.class)
    void everyActivationLearnsTheSpiralsWithEitherLoss(Activation activation) {
        Split split = Spirals.generate(900, 3, 0.15, 1).split(300, 1);
        Network network = Network.perceptron(2, List.of(32, 16), activation, 3);
        for (Loss loss : Loss.values()) {
            TrainingPlan plan = TestPlans.of(network, Optimizer.Adam.of(0.02), 400).with(loss);
            assertThat(bestError(plan, split)).as(loss.toString()).isLessThanOrEqualTo(0.1);
        }
    }

    private static double bestError(TrainingPlan plan, Split split) {
        Outcome outcome = new CpuBackend().trainer().train(plan, split, StepListener.none());
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        return ((Outcome.Completed) outcome).best().validationError();
    }

    private static Path present(String name) {
        Path path = DATA.resolve(name);
        assumeTrue(
                Files.exists(path),
                () ->
                        "skipped: no file "
                                + path.toAbsolutePath().normalize()
                                + " (set its folder with -Dtunebook.data=...)");
        return path;
    }
}
