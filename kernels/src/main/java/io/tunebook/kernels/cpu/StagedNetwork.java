package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A network as a sequence of stages over buffers for one batch size, for training or for
/// evaluation.
///
/// Several threads may process different parts of a batch at once.
final class StagedNetwork {

    private final Network network;
    private final Loss loss;
    private final List<Stage> stages = new ArrayList<>();
    private final List<ParameterSlice> slices = new ArrayList<>();
    private final ValuesAndGradient input;
    private final ValuesAndGradient output;
    private final int[] labels;
    private final Buffers buffers;
    private final Products products;
    private final Pipeline pipeline;

    /// The inputs of a network's construction.
    ///
    /// @param parameters in the network's [ParameterLayout]; read and never written here
    /// @param running one array per normalised layer
    /// @param parts the division of a minibatch
    record Setup(
            Network network,
            Loss loss,
            Products products,
            float[] parameters,
            List<float[]> running,
            BatchParts parts) {}

    private StagedNetwork(Setup setup, @Nullable Dropout dropout) {
        boolean training = dropout != null;
        this.network = setup.network();
        this.products = setup.products();
        this.loss = setup.loss();
        this.labels = new int[setup.parts().rows()];
        this.buffers = new Buffers(network, setup.parts().rows(), training);
        this.input = buffers.input();
        ParameterLayout layout = new ParameterLayout(network);
        ValuesAndGradient signal = input;
        int block = 0;
        for (Layer layer : network.layers()) {
            if (layer instanceof Layer.Pooling pooling) {
                ValuesAndGradient pooled =
                        buffers.signal(
                                Network.after(layer, signal.values().shape),
                                signal.values().lanes(),
                                signal.gradientOrNull() != null);
                stages.add(new PoolingStage(pooling, signal, pooled));
                signal = pooled;
                continue;
            }
            signal = weighted(setup, layout.blocks().get(block), layer, signal);
            if (network.normalisation() instanceof Normalisation.BatchNorm norm) {
                ValuesAndGradient normalised = buffers.over(signal);
                stages.add(
                        new BatchNormStage(
                                norm,
                                layout.blocks().get(block),
                                setup.parameters(),
                                setup.running().get(block),
                                training ? setup.parts().count() : 0,
                                signal,
                                normalised));
                signal = normalised;
            }
            Dropout drops = dropout == null ? new Dropout(0, 0) : dropout;
            boolean hasSlopes =
                    training && ActivationStage.needsSlopes(network.activation(), drops.rate());
            stages.add(
                    new ActivationStage(
                            network.activation(),
                            setup.products(),
                            drops,
                            block,
                            signal,
                            hasSlopes ? buffers.like(signal) : null));
            block++;
        }
        this.output =
                weighted(
                        setup,
                        layout.blocks().get(block),
                        new Layer.Dense(network.classes()),
                        signal);
        for (Stage stage : stages) {
            slices.addAll(stage.slices());
        }
        this.pipeline = new Pipeline(stages, leading(), Buffers.floatsOfImages(network, training));
    }

    /// The stages before the first that needs a whole part, or that is not about images.
    private int leading() {
        int leading = 0;
        while (leading < stages.size() && stages.get(leading).isByImage()) {
            leading++;
        }
        return leading;
    }

    /// A network for training steps.
    static StagedNetwork training(Setup setup, Dropout dropout) {
        return new StagedNetwork(setup, dropout);
    }

    /// A network for evaluations: no backward pass, no dropout, running statistics.
    static StagedNetwork evaluation(Setup setup) {
        return new StagedNetwork(setup, null);
    }

    private ValuesAndGradient weighted(
            Setup setup, ParameterLayout.Block block, Layer layer, ValuesAndGradient before) {
        ValuesAndGradient in = before;
        if (layer instanceof Layer.Dense && before.values().shape.isImage()) {
            in =
                    buffers.signal(
                            Shape.flat(block.rows()),
                            Matrix.padded(block.rows()),
                            before.gradientOrNull() != null);
            stages.add(new FlattenStage(before, in, block.run()));
        }
        Shape shape = Network.after(layer, before.values().shape);
        ValuesAndGradient out =
                buffers.signal(shape, Matrix.padded(shape.channels()), buffers.backpropagates());
        stages.add(
                layer instanceof Layer.Dense
                        ? new DenseStage(block, setup.parameters(), setup.products(), in, out)
                        : new ConvolutionStage(
                                block, setup.parameters(), setup.products(), in, out));
        return out;
    }

    /// The slices of the parameters, in their order.
    List<ParameterSlice> slices() {
        return slices;
    }

    /// Sets the step, for dropout.
    void begin(int step) {
        for (Stage stage : stages) {
            if (stage instanceof ActivationStage activation) {
                activation.begin(step);
            }
        }
    }

    /// Loads rows `from .. to - 1` of the batch: the rows `order[start + row]` of the dataset.
    void load(Dataset dataset, int[] order, int start, int from, int to) {
        input.values().load(dataset, order, start, from, to, products);
        for (int row = from; row < to; row++) {
            labels[row] = dataset.label(order[start + row]);
        }
    }

    void forward(int part, int from, int to) {
        pipeline.forward(part, from, to);
    }

    /// Computes the losses of rows `from .. to - 1` into `losses`, and the gradient of their mean
    /// over `rows` rows for all parameters.
    void backward(int part, int from, int to, int rows, double smoothing, double[] losses) {
        Volume logits = output.values();
        Volume delta = output.gradient();
        float share = 1f / rows;
        for (int row = from; row < to; row++) {
            int classes = network.classes();
            losses[row] =
                    switch (loss) {
                        case CROSS_ENTROPY ->
                                Softmax.lossAndGradient(
                                        products,
                                        logits,
                                        row,
                                        classes,
                                        labels[row],
                                        smoothing,
                                        share,
                                        delta);
                        case MEAN_SQUARED_ERROR ->
                                SquaredError.lossAndGradient(
                                        logits, row, classes, labels[row], smoothing, share, delta);
                    };
        }
        pipeline.backward(part, from, to);
    }

    /// Updates the running statistics after all parts of a training step.
    void updateRunningStatistics(BatchParts parts) {
        for (Stage stage : stages) {
            if (stage instanceof BatchNormStage norm) {
                norm.updateRunningStatistics(parts);
            }
        }
    }

    /// The loss of a row after the forward pass, without label smoothing.
    double loss(int row) {
        Volume logits = output.values();
        return switch (loss) {
            case CROSS_ENTROPY ->
                    Softmax.loss(products, logits, row, network.classes(), labels[row]);
            case MEAN_SQUARED_ERROR ->
                    SquaredError.loss(logits, row, network.classes(), labels[row]);
        };
    }

    /// Whether the label's logit is larger than every other: a tie or a NaN is wrong.
    boolean isCorrect(int row) {
        Volume logits = output.values();
        float own = logits.data[logits.at(row, labels[row])];
        for (int c = 0; c < network.classes(); c++) {
            if (c != labels[row] && !(own > logits.data[logits.at(row, c)])) {
                return false;
            }
        }
        return true;
    }
}
