package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tunebook.kernels.data.Shape;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HyperparametersTest {

    static Stream<Arguments> impossibleValues() {
        Network network = Network.perceptron(2, List.of(), Activation.RELU, 2);
        return Stream.of(
                impossible("learning rate must be above 0", () -> new Optimizer.Sgd(0)),
                impossible("learning rate must be above 0", () -> new Optimizer.Sgd(Double.NaN)),
                impossible(
                        "learning rate must be above 0 and finite",
                        () -> Optimizer.Adam.of(Double.POSITIVE_INFINITY)),
                impossible(
                        "momentum must be at least 0 and below 1",
                        () -> new Optimizer.Momentum(0.1, 1)),
                impossible(
                        "momentum must be at least 0 and below 1",
                        () -> new Optimizer.Nesterov(0.1, -0.1)),
                impossible(
                        "decay must be at least 0 and below 1",
                        () -> new Optimizer.RmsProp(0.1, 1, 0, 1e-8)),
                impossible(
                        "beta1 must be at least 0 and below 1",
                        () -> new Optimizer.Adam(0.1, 1, 0.9, 1e-8)),
                impossible(
                        "beta2 must be at least 0 and below 1",
                        () -> new Optimizer.NAdam(0.1, 0.9, 1, 1e-8)),
                impossible(
                        "epsilon must be at least 1e-30",
                        () -> new Optimizer.Adam(0.1, 0.9, 0.999, 0)),
                impossible("warmup steps must be at least 0", () -> new Schedule.Constant(-1)),
                impossible(
                        "decay steps must be at least 1", () -> new Schedule.LinearDecay(0, 0, 0)),
                impossible(
                        "final factor must be from 0 to 1", () -> new Schedule.CosineDecay(0, 1.5)),
                impossible("l2 must be at least 0", () -> new Regularisation(-1, 0, 0, 0)),
                impossible(
                        "dropout must be at least 0 and below 1",
                        () -> new Regularisation(0, 0, 1, 0)),
                impossible(
                        "label smoothing must be at least 0 and below 1",
                        () -> new Regularisation(0, 0, 0, 1)),
                impossible(
                        "inputs must be from 1",
                        () -> Network.perceptron(0, List.of(), Activation.RELU, 2)),
                impossible(
                        "a hidden layer's width must be from 1",
                        () -> Network.perceptron(1, List.of(0), Activation.RELU, 2)),
                impossible(
                        "classes must be from 2",
                        () -> Network.perceptron(1, List.of(), Activation.RELU, 1)),
                impossible(
                        "batch size must be at least 1",
                        () -> plan(network, 0, 1, 1, OptionalDouble.empty())),
                impossible(
                        "steps must be at least 1",
                        () -> plan(network, 1, 0, 1, OptionalDouble.empty())),
                impossible(
                        "evaluate every must be at least 1",
                        () -> plan(network, 1, 1, 0, OptionalDouble.empty())),
                impossible(
                        "evaluation batch size must be at least the batch size of 257",
                        () -> plan(network, 257, 1, 1, OptionalDouble.empty())),
                impossible(
                        "checkpoints to keep must be at least 0",
                        () -> new TrainingPlan.EvaluationSettings(1, 1, -1)),
                impossible(
                        "weight decay must be at least 0",
                        () -> new Optimizer.AdamW(0.1, 0.9, 0.999, 1e-8, -1)),
                impossible("drop must be from 0 to 1", () -> new Schedule.StepDecay(0, 1, 2)),
                impossible(
                        "steps between drops must be at least 1",
                        () -> new Schedule.StepDecay(0, 0, 0.5)),
                impossible("kernel must be 1, 3 or 5, not 4", () -> new Layer.Convolution(8, 4)),
                impossible(
                        "a pooling window must be from 2 to 16",
                        () -> new Layer.Pooling(Layer.Pooling.Kind.MAX, 1)),
                impossible(
                        "rows of a normalised batch must be a multiple of 8, not 12",
                        () -> new Normalisation.BatchNorm(12, 0.9, 1e-5)),
                impossible(
                        "a convolution needs an image",
                        () -> image(Shape.flat(9), new Layer.Convolution(8, 3))),
                impossible(
                        "a pooling window of 4 does not fit in an image of 3 x 3",
                        () ->
                                image(
                                        new Shape(3, 3, 1),
                                        new Layer.Pooling(Layer.Pooling.Kind.MAX, 4))),
                impossible(
                        "clip norm must be above 0",
                        () -> plan(network, 1, 1, 1, OptionalDouble.of(0))));
    }

    @ParameterizedTest
    @MethodSource("impossibleValues")
    void aValueOutOfRangeIsRejected(String message, ThrowingCallable creation) {
        assertThatThrownBy(creation)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static TrainingPlan plan(
            Network network, int batch, int steps, int every, OptionalDouble clip) {
        return new TrainingPlan(
                network,
                Loss.CROSS_ENTROPY,
                new Optimizer.Sgd(0.1),
                new Schedule.Constant(0),
                Regularisation.NONE,
                batch,
                steps,
                new TrainingPlan.EvaluationSettings(every, 256, 0),
                1,
                clip);
    }

    private static Network image(Shape shape, Layer layer) {
        return new Network(shape, List.of(layer), Activation.RELU, new Normalisation.None(), 2);
    }

    private static Arguments impossible(String message, ThrowingCallable creation) {
        return arguments(message, creation);
    }
}
