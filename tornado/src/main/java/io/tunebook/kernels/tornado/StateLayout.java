package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/// The layout of a trial's row of the state: parameters, the optimizer's arrays of the same length,
/// running statistics.
///
/// Weights are `[taps and channels][outputs]`, followed by offsets, then by the scales of a
/// normalisation, if any. Nothing is padded.
final class StateLayout {

    /// The purpose of the stream that weights are drawn from.
    private static final long WEIGHTS = 0;

    /// The parameters of one dense or convolutional layer.
    ///
    /// @param layer dense or convolutional
    /// @param fanIn inputs of a unit
    /// @param weights the position of the weights
    /// @param offsets the position of the biases, or of the offsets of the normalisation
    /// @param scales the position of the scales; the end of the block if there are none
    /// @param end the position of the next block
    /// @param running the position of the running means, then variances, in the state
    record Block(
            Layer layer,
            Shape in,
            Shape out,
            int fanIn,
            int weights,
            int offsets,
            int scales,
            int end,
            int running) {

        int outputs() {
            return out.channels();
        }

        boolean normalised() {
            return end > scales;
        }
    }

    private final Network network;
    private final List<Block> blocks;
    private final int parameters;
    private final int size;

    /// @param moments the number of the optimizer's arrays
    StateLayout(Network network, int moments) {
        this.network = network;
        long total = floats(network, moments);
        if (total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a network of "
                            + total
                            + " floats does not fit in one array: use a smaller network");
        }
        List<Block> found = blocks(network, 0);
        this.parameters = found.getLast().end();
        this.blocks = blocks(network, parameters * (1 + moments));
        this.size = (int) total;
    }

    /// The number of floats of one trial, computed before the allocation.
    static long floats(Network network, int moments) {
        long running = 0;
        Shape shape = network.input();
        for (Layer layer : network.layers()) {
            shape = Network.after(layer, shape);
            if (!(layer instanceof Layer.Pooling) && normalised(network)) {
                running += 2L * shape.channels();
            }
        }
        return network.parameters() * (1 + moments) + running;
    }

    private static boolean normalised(Network network) {
        return network.normalisation() instanceof Normalisation.BatchNorm;
    }

    private static List<Block> blocks(Network network, int firstRunning) {
        List<Block> blocks = new ArrayList<>();
        Shape shape = network.input();
        int at = 0;
        int running = firstRunning;
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.add(new Layer.Dense(network.classes()));
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            Shape next = Network.after(layer, shape);
            if (!(layer instanceof Layer.Pooling)) {
                boolean normalised = normalised(network) && l < layers.size() - 1;
                int fanIn =
                        layer instanceof Layer.Convolution c
                                ? c.kernel() * c.kernel() * shape.channels()
                                : shape.size();
                int offsets = at + fanIn * next.channels();
                int scales = offsets + next.channels();
                int end = scales + (normalised ? next.channels() : 0);
                blocks.add(new Block(layer, shape, next, fanIn, at, offsets, scales, end, running));
                at = end;
                running += normalised ? 2 * next.channels() : 0;
            }
            shape = next;
        }
        return List.copyOf(blocks);
    }

    /// Whether the first layer of a network is dense.
    static boolean startsDense(Network network) {
        return network.layers().isEmpty() || network.layers().getFirst() instanceof Layer.Dense;
    }

    List<Block> blocks() {
        return blocks;
    }

    /// The number of trained parameters.
    int parameters() {
        return parameters;
    }

    /// The number of floats of one trial.
    int size() {
        return size;
    }

    /// 1 for each weight, 0 for offsets and scales, which do not decay.
    float[] decayed() {
        float[] decayed = new float[parameters];
        for (Block block : blocks) {
            java.util.Arrays.fill(decayed, block.weights(), block.offsets(), 1f);
        }
        return decayed;
    }

    /// Writes a trial's state before its first step, with weights drawn in their order as [Network]
    /// defines.
    ///
    /// @param moment the initial value of the optimizer's first array
    void initial(long seed, float moment, float[] state, int at) {
        SeededRandom random = SeededRandom.of(seed, WEIGHTS);
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            boolean hidden = b < blocks.size() - 1;
            double gain = hidden && network.activation() != Activation.TANH ? 2 : 1;
            double deviation = Math.sqrt(gain / block.fanIn());
            for (int i = block.weights(); i < block.offsets(); i++) {
                state[at + i] = (float) (deviation * random.gaussian());
            }
            for (int i = block.scales(); i < block.end(); i++) {
                state[at + i] = 1;
            }
            for (int j = 0; block.normalised() && j < block.outputs(); j++) {
                state[at + block.running() + block.outputs() + j] = 1;
            }
        }
        for (int i = parameters; moment != 0 && i < 2 * parameters; i++) {
            state[at + i] = moment;
        }
    }
}
