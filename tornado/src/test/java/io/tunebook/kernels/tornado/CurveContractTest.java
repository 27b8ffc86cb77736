package io.tunebook.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Backends;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.Schedule;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The CPU is the specification: ten steps of each kind of training reproduce its losses, its
/// gradient norms and its evaluation.
class CurveContractTest {

    private static final int STEPS = 10;

    /// The relative tolerance of a loss or a norm: float sums have another order, and the
    /// difference grows for ten steps.
    private static final double TOLERANCE = 2e-4;

    private static final Split IMAGES = NoisyImages.split(96, 32, new Shape(6, 5, 2), 4);

    static Stream<TrainingPlan> plans() {
        Network dense = dense(Activation.RELU);
        Network image = image(Activation.RELU, Layer.Pooling.Kind.MAX);
        Normalisation norm = new Normalisation.BatchNorm(8, 0.9, 1e-3);
        TrainingPlan sgd = plan(dense, new Optimizer.Sgd(0.1));
        return Stream.of(
                sgd,
                plan(dense, new Optimizer.Momentum(0.05, 0.9)),
                plan(dense, new Optimizer.Nesterov(0.05, 0.9)),
                plan(dense, new Optimizer.RmsProp(0.01, 0.9, 0.5, 1e-8)),
                plan(dense, Optimizer.Adam.of(0.01)),
                plan(dense, new Optimizer.AdamW(0.01, 0.9, 0.999, 1e-8, 0.1)),
                plan(dense, new Optimizer.NAdam(0.01, 0.9, 0.999, 1e-8)),
                plan(dense(Activation.TANH), new Optimizer.Sgd(0.1)),
                plan(dense(Activation.GELU), new Optimizer.Sgd(0.1)),
                sgd.with(Loss.MEAN_SQUARED_ERROR),
                sgd.with(new Regularisation(0, 0, 0.3, 0)),
                sgd.with(new Regularisation(0, 0, 0, 0.1)),
                sgd.with(new Regularisation(0.01, 0.02, 0, 0)),
                sgd.with(new Schedule.CosineDecay(3, 0)),
                sgd.withClipNorm(0.3),
                plan(dense.withNormalisation(norm), new Optimizer.Nesterov(0.05, 0.9)),
                plan(image, new Optimizer.Nesterov(0.05, 0.9)),
                plan(image(Activation.GELU, Layer.Pooling.Kind.AVERAGE), Optimizer.Adam.of(0.01)),
                plan(image.withNormalisation(norm), new Optimizer.Nesterov(0.05, 0.9))
                        .with(new Regularisation(0, 0, 0.2, 0.1)));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void tenStepsEqualThoseOfTheCpu(TrainingPlan plan) {
        RecordingListener expected = train(Backends.named("cpu"), plan);
        RecordingListener recorded = train(new TornadoBackend(), plan);
        assertThat(recorded.steps).hasSize(STEPS);
        for (int s = 0; s < STEPS; s++) {
            StepMetrics own = recorded.steps.get(s);
            StepMetrics cpu = expected.steps.get(s);
            assertThat(own.step()).isEqualTo(cpu.step());
            assertThat(own.learningRate()).isEqualTo(cpu.learningRate());
            assertThat(own.loss())
                    .as("loss of step %d", s + 1)
                    .isCloseTo(cpu.loss(), within(TOLERANCE * cpu.loss()));
            assertThat(own.gradientNorm())
                    .as("gradient norm of step %d", s + 1)
                    .isCloseTo(cpu.gradientNorm(), within(10 * TOLERANCE * cpu.gradientNorm()));
        }
        Evaluation own = recorded.evaluations.getLast();
        Evaluation cpu = expected.evaluations.getLast();
        assertThat(own.validationLoss())
                .isCloseTo(cpu.validationLoss(), within(TOLERANCE * cpu.validationLoss()));
        assertThat(own.trainingLoss())
                .isCloseTo(cpu.trainingLoss(), within(TOLERANCE * cpu.trainingLoss()));
        assertThat(own.validationError()).isCloseTo(cpu.validationError(), within(1.01 / 32));
        assertThat(own.trainingError()).isCloseTo(cpu.trainingError(), within(1.01 / 96));
    }

    private static RecordingListener train(Backend backend, TrainingPlan plan) {
        RecordingListener recorded = new RecordingListener();
        assertThat(backend.trainer().train(plan, IMAGES, recorded))
                .isInstanceOf(Outcome.Completed.class);
        return recorded;
    }

    private static Network dense(Activation activation) {
        return Network.perceptron(60, List.of(20, 12), activation, 4);
    }

    private static Network image(Activation activation, Layer.Pooling.Kind kind) {
        return new Network(
                new Shape(6, 5, 2),
                List.of(
                        new Layer.Convolution(5, 3),
                        new Layer.Pooling(kind, 2),
                        new Layer.Convolution(4, 5),
                        new Layer.Dense(7)),
                activation,
                new Normalisation.None(),
                4);
    }

    private static TrainingPlan plan(Network network, Optimizer optimizer) {
        return TrainingPlan.of(network, optimizer, 20, STEPS);
    }
}
