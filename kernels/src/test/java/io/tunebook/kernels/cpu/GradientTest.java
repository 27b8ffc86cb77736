package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.random.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Compares gradients in float with central differences of a second implementation in double: equal
/// within 3e-5 of the gradient's norm, about ten times the rounding error of float.
///
/// For a network with many parameters 150 are drawn. Layers are written `7` (dense), `c5x3`
/// (convolution to 5 channels with a kernel of 3), `m2` and `a2` (max and average pooling).
@Execution(ExecutionMode.CONCURRENT)
class GradientTest {

    private static final double DIFFERENCE = 1e-6;
    private static final int MAX_PARAMETERS = 150;
    private static final double TOLERANCE = 3e-5;

    @ParameterizedTest(
            name = "{0} {1}: {2}, batches of {3} normalised, smoothing {4}, dropout {5}, {6}")
    @CsvSource({
        "1x1x19, RELU, '', 0, 0, 0, CROSS_ENTROPY",
        "1x1x19, RELU, 7, 0, 0, 0, CROSS_ENTROPY",
        "1x1x19, RELU, 18 5, 0, 0, 0, CROSS_ENTROPY",
        "1x1x19, TANH, 18 5, 0, 0, 0, MEAN_SQUARED_ERROR",
        "1x1x19, TANH, 4 17 3, 0, 0.1, 0, CROSS_ENTROPY",
        "1x1x19, GELU, 18 5, 0, 0.1, 0, CROSS_ENTROPY",
        "1x1x19, RELU, 20 12, 0, 0, 0.3, CROSS_ENTROPY",
        "1x1x19, GELU, 20 12, 0, 0.05, 0.5, MEAN_SQUARED_ERROR",
        "1x1x19, TANH, 18 5, 8, 0, 0, CROSS_ENTROPY",
        "1x1x19, RELU, 18 5, 16, 0.1, 0.2, CROSS_ENTROPY",
        "6x5x1, RELU, c5x3, 0, 0, 0, CROSS_ENTROPY",
        "6x5x3, TANH, c5x5 c18x3 7, 0, 0, 0, CROSS_ENTROPY",
        "7x6x1, GELU, c5x3 m2 c4x5 a2 6, 0, 0.1, 0.2, CROSS_ENTROPY",
        "9x4x17, RELU, c3x3 a2 c17x3, 0, 0, 0, MEAN_SQUARED_ERROR",
        "6x5x2, TANH, m2 c5x3 c3x1 4, 0, 0, 0, CROSS_ENTROPY",
        "6x5x1, TANH, c5x3 m2 c4x3 6, 8, 0, 0, CROSS_ENTROPY",
        "5x4x2, GELU, c4x3 6, 8, 0, 0.3, CROSS_ENTROPY",
        "5x4x3, RELU, a2 6, 0, 0, 0, CROSS_ENTROPY",
        "5x4x3, RELU, 6, 0, 0, 0, CROSS_ENTROPY"
    })
    void everyGradientEqualsFiniteDifferences(
            String input,
            Activation activation,
            String layers,
            int normalised,
            double smoothing,
            double rate,
            Loss loss) {
        Network network =
                new Network(
                        shape(input),
                        layers(layers),
                        activation,
                        normalised == 0
                                ? new Normalisation.None()
                                : new Normalisation.BatchNorm(normalised, 0.9, 1e-3),
                        4);
        int rows = 19;
        int step = 3;
        Dataset dataset = dataset(rows, network.input(), 4);
        TrainingPlan plan =
                TrainingPlan.of(network, new Optimizer.Sgd(0.1), rows, 10)
                        .with(loss)
                        .with(new Regularisation(0, 0, rate, smoothing));
        TrainingState state = Training.state(plan, rows);
        ParameterLayout layout = new ParameterLayout(network);
        nudge(layout, state.parameters);
        GradientStep gradientStep =
                new GradientStep(plan, state, Products.fastest(), new WorkerTeam(1));
        double computed = gradientStep.compute(dataset, IntStream.range(0, rows).toArray(), step);
        gradientStep.differentiate();

        long dropoutSeed = SeededRandom.of(plan.seed(), 2).nextLong();
        ReferenceNetwork reference =
                new ReferenceNetwork(network, loss, new Dropout(rate, dropoutSeed));
        double[] exact = new double[state.parameters.length];
        Arrays.setAll(exact, i -> state.parameters[i]);
        assertThat(computed)
                .isCloseTo(reference.loss(exact, dataset, step, smoothing), within(2e-6));
        int checked = 0;
        boolean[] real = new boolean[exact.length];
        int[] places = places(layout);
        for (int i : places) {
            real[i] = true;
        }
        for (int draw : new SeededRandom(8).permutation(places.length)) {
            int i = places[draw];
            if (checked == MAX_PARAMETERS) {
                break;
            }
            checked++;
            double middle = exact[i];
            exact[i] = middle + DIFFERENCE;
            double above = reference.loss(exact, dataset, step, smoothing);
            exact[i] = middle - DIFFERENCE;
            double below = reference.loss(exact, dataset, step, smoothing);
            exact[i] = middle;
            double slope = (above - below) / (2 * DIFFERENCE);
            assertThat((double) gradientStep.gradient()[i])
                    .as("parameter %d", i)
                    .isCloseTo(slope, within(TOLERANCE * gradientStep.norm()));
        }
        double squares = 0;
        for (float slope : gradientStep.gradient()) {
            squares += (double) slope * slope;
        }
        assertThat(gradientStep.norm())
                .isCloseTo(Math.sqrt(squares), within(1e-6 * gradientStep.norm()));
        for (int i = 0; i < real.length; i++) {
            if (!real[i]) {
                assertThat(gradientStep.gradient()[i]).as("padding %d", i).isZero();
            }
        }
    }

    /// The positions of all parameters in the flat array, without padding.
    private static int[] places(ParameterLayout layout) {
        IntStream.Builder places = IntStream.builder();
        for (ParameterLayout.Block block : layout.blocks()) {
            Matrix weights = block.weightsIn(new float[block.end()]);
            for (int y = 0; y < block.taps().height(); y++) {
                for (int x = 0; x < block.taps().width(); x++) {
                    for (int c = 0; c < block.channels(); c++) {
                        for (int j = 0; j < block.outputs(); j++) {
                            places.add(weights.at(block.row(y, x, c), j));
                        }
                    }
                }
            }
            for (int j = 0; j < block.outputs(); j++) {
                places.add(block.offsets() + j);
                if (block.normalised()) {
                    places.add(block.scales() + j);
                }
            }
        }
        return places.build().toArray();
    }

    private static void nudge(ParameterLayout layout, float[] parameters) {
        SeededRandom random = new SeededRandom(6);
        for (ParameterLayout.Block block : layout.blocks()) {
            for (int j = 0; j < block.outputs(); j++) {
                parameters[block.offsets() + j] = (float) (0.1 * random.gaussian());
                if (block.normalised()) {
                    parameters[block.scales() + j] = (float) (1 + 0.1 * random.gaussian());
                }
            }
        }
    }

    private static Shape shape(String text) {
        int[] sizes = Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
        return new Shape(sizes[0], sizes[1], sizes[2]);
    }

    static List<Layer> layers(String text) {
        List<Layer> layers = new ArrayList<>();
        for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            String rest = word.substring(1);
            layers.add(
                    switch (word.charAt(0)) {
                        case 'c' ->
                                new Layer.Convolution(
                                        Integer.parseInt(rest.split("x", -1)[0]),
                                        Integer.parseInt(rest.split("x", -1)[1]));
                        case 'm' ->
                                new Layer.Pooling(Layer.Pooling.Kind.MAX, Integer.parseInt(rest));
                        case 'a' ->
                                new Layer.Pooling(
                                        Layer.Pooling.Kind.AVERAGE, Integer.parseInt(rest));
                        default -> new Layer.Dense(Integer.parseInt(word));
                    });
        }
        return layers;
    }

    private static Dataset dataset(int rows, Shape shape, int classes) {
        SeededRandom random = new SeededRandom(4);
        float[] features = new float[rows * shape.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.gaussian();
        }
        int[] labels = IntStream.generate(() -> random.below(classes)).limit(rows).toArray();
        List<String> names = IntStream.range(0, classes).mapToObj(c -> "c" + c).toList();
        return Dataset.of("noise", features, labels, shape, names);
    }
}
