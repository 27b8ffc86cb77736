package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.random.SeededRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Gradients in float against central differences of a second implementation in double: equal
/// within 2e-5 of the gradient's norm, some ten times the rounding of float.
class GradientTest {

    private static final double DIFFERENCE = 1e-6;
    private static final double TOLERANCE = 2e-5;

    @ParameterizedTest(name = "{0} with hidden layers {1}, label smoothing {2}, dropout {3}")
    @CsvSource({
        "RELU, '', 0, 0",
        "RELU, 7, 0, 0",
        "RELU, 18 5, 0, 0",
        "TANH, 18 5, 0, 0",
        "TANH, 4 17 3, 0.1, 0",
        "RELU, 18 5, 0.1, 0",
        "RELU, 20 12, 0, 0.3",
        "TANH, 20 12, 0.05, 0.5"
    })
    void everyGradientEqualsFiniteDifferences(
            Activation activation, String hidden, double smoothing, double rate) {
        List<Integer> widths =
                hidden.isEmpty()
                        ? List.of()
                        : Arrays.stream(hidden.split(" ")).map(Integer::valueOf).toList();
        Network network = new Network(19, widths, activation, 4);
        Dataset dataset = dataset(11, 19, 4);
        ParameterLayout layout = new ParameterLayout(network);
        Dropout dropout = new Dropout(rate, 99);
        float[] parameters = layout.initial(new SeededRandom(5));
        nudgeBiases(layout, parameters);

        Pass pass = new Pass(network, layout, Products.fastest(), dropout, 11);
        pass.load(dataset, IntStream.range(0, 11).toArray(), 0, 11);
        Gradient gradient = new Gradient(layout, Products.fastest(), pass, 11);
        double loss = gradient.compute(parameters, 11, 3, smoothing);

        ReferenceNetwork reference = new ReferenceNetwork(network, layout, dropout);
        double[] exact = new double[parameters.length];
        Arrays.setAll(exact, i -> parameters[i]);
        assertThat(loss).isCloseTo(reference.loss(exact, dataset, 3, smoothing), within(1e-6));
        double squares = 0;
        for (ParameterLayout.Layer layer : layout.layers()) {
            for (int i : places(layer)) {
                double middle = exact[i];
                exact[i] = middle + DIFFERENCE;
                double above = reference.loss(exact, dataset, 3, smoothing);
                exact[i] = middle - DIFFERENCE;
                double below = reference.loss(exact, dataset, 3, smoothing);
                exact[i] = middle;
                double slope = (above - below) / (2 * DIFFERENCE);
                squares += slope * slope;
                assertThat((double) gradient.values()[i])
                        .as("parameter %d", i)
                        .isCloseTo(slope, within(TOLERANCE * gradient.norm()));
            }
        }
        assertThat(gradient.norm()).isCloseTo(Math.sqrt(squares), within(1e-4 * gradient.norm()));
    }

    private static int[] places(ParameterLayout.Layer layer) {
        Matrix weights = layer.weightsIn(new float[layer.end()]);
        IntStream ofWeights =
                IntStream.range(0, layer.fanIn() * layer.fanOut())
                        .map(i -> weights.at(i / layer.fanOut(), i % layer.fanOut()));
        return IntStream.concat(
                        ofWeights, IntStream.range(layer.biases(), layer.biases() + layer.fanOut()))
                .toArray();
    }

    private static void nudgeBiases(ParameterLayout layout, float[] parameters) {
        SeededRandom random = new SeededRandom(6);
        for (ParameterLayout.Layer layer : layout.layers()) {
            for (int j = 0; j < layer.fanOut(); j++) {
                parameters[layer.biases() + j] = (float) (0.1 * random.gaussian());
            }
        }
    }

    private static Dataset dataset(int rows, int inputs, int classes) {
        SeededRandom random = new SeededRandom(4);
        float[] features = new float[rows * inputs];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.gaussian();
        }
        int[] labels = IntStream.generate(() -> random.below(classes)).limit(rows).toArray();
        List<String> names = IntStream.range(0, classes).mapToObj(c -> "c" + c).toList();
        return Dataset.of("noise", features, labels, inputs, names);
    }
}
