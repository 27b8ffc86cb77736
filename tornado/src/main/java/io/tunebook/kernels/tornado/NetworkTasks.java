package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.data.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// The forward pass of a network and, in training, its backward pass, as tasks of a graph. Values
/// are `[trials][rows][units]`.
final class NetworkTasks {

    /// The inputs of the tasks.
    ///
    /// @param rows of a batch
    /// @param state `[trials][layout.size()]`
    /// @param gradient `[trials][layout.parameters()]`; one float in evaluations
    record Setup(
            TaskGraph graph,
            GridScheduler grid,
            Network network,
            StateLayout layout,
            ProductKernels products,
            int trials,
            int rows,
            FloatArray state,
            FloatArray gradient) {}

    private final Setup setup;
    private final TaskGraph graph;

    /// For each stage the tasks from the gradient of its outputs to the gradient of its inputs; in
    /// training only.
    private final List<UnaryOperator<FloatArray>> back = new ArrayList<>();

    private final boolean training;
    private int tasks;

    NetworkTasks(Setup setup) {
        this.setup = setup;
        this.graph = setup.graph();
        this.training = setup.gradient().getSize() > 1;
    }

    /// A new array of `[trials][rows][units]`, initially 0.
    FloatArray values(int units) {
        return buffer(setup.trials() * setup.rows() * units);
    }

    FloatArray buffer(int floats) {
        FloatArray array = new FloatArray(floats);
        array.init(0f);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, array);
        return array;
    }

    /// Adds the tasks from `x` to the logits, and returns the logits.
    ///
    /// @param hyper the hyperparameters of every trial
    /// @param dropout the dropout of every trial, read if `drops`
    FloatArray forward(FloatArray x, FloatArray hyper, LongArray dropout, boolean drops) {
        Network network = setup.network();
        Shape shape = network.input();
        FloatArray values = x;
        int weighted = 0;
        for (Layer layer : network.layers()) {
            if (layer instanceof Layer.Pooling pooling) {
                values = pool(pooling, shape, values, weighted > 0);
            } else {
                StateLayout.Block block = setup.layout().blocks().get(weighted);
                values = weighted(block, values, weighted > 0);
                if (network.normalisation() instanceof Normalisation.BatchNorm norm) {
                    values = normalise(norm, block, values);
                }
                activate(block, values, hyper, dropout, drops, weighted);
                weighted++;
            }
            shape = Network.after(layer, shape);
        }
        return weighted(setup.layout().blocks().get(weighted), values, weighted > 0);
    }

    /// Adds the tasks from the gradient of the logits to the gradients of all parameters.
    void backward(FloatArray delta) {
        FloatArray now = delta;
        for (int stage = back.size() - 1; stage >= 0; stage--) {
            now = back.get(stage).apply(now);
        }
    }

    private FloatArray weighted(StateLayout.Block block, FloatArray x, boolean backpropagates) {
        FloatArray z = values(block.out().size());
        boolean biased = !block.normalised();
        if (block.layer() instanceof Layer.Convolution convolution) {
            convolve(block, convolution, x, z, biased, backpropagates);
            return z;
        }
        ProductKernels products = setup.products();
        ProductKernels.Dense dense =
                new ProductKernels.Dense(
                        setup.trials(),
                        setup.rows(),
                        block.fanIn(),
                        block.outputs(),
                        setup.layout().size(),
                        block.weights());
        dense.forward(
                graph,
                setup.grid(),
                name("forward"),
                products.tiledForward(),
                x,
                setup.state(),
                z,
                biased);
        if (training) {
            back.add(delta -> {
                dense.gradient(
                        graph,
                        setup.grid(),
                        name("gradient"),
                        products.tiledGradient(),
                        x,
                        delta,
                        setup.gradient(),
                        setup.layout().parameters(),
                        biased);
                if (!backpropagates) {
                    return delta;
                }
                FloatArray dx = values(block.fanIn());
                dense.backward(
                        graph,
                        setup.grid(),
                        name("backward"),
                        products.tiledBackward(),
                        delta,
                        setup.state(),
                        dx);
                return dx;
            });
        }
        return z;
    }

    private void convolve(
            StateLayout.Block block,
            Layer.Convolution convolution,
            FloatArray x,
            FloatArray z,
            boolean biased,
            boolean backpropagates) {
        Shape in = block.in();
        graph.task(
                name("convolve"),
                ImageKernels::convolve,
                x,
                setup.state(),
                z,
                setup.trials(),
                setup.rows(),
                in.height(),
                in.width(),
                in.channels(),
                block.outputs(),
                convolution.kernel(),
                setup.layout().size(),
                block.weights(),
                biased ? 1 : 0);
        if (!training) {
            return;
        }
        back.add(delta -> {
            graph.task(
                    name("convolveGradient"),
                    ImageKernels::convolveGradient,
                    x,
                    delta,
                    setup.gradient(),
                    setup.trials(),
                    setup.rows(),
                    in.height(),
                    in.width(),
                    in.channels(),
                    block.outputs(),
                    convolution.kernel(),
                    setup.layout().parameters(),
                    block.weights());
            if (biased) {
                graph.task(
                        name("biasGradient"),
                        DenseKernels::biasGradient,
                        delta,
                        setup.gradient(),
                        setup.trials(),
                        setup.rows(),
                        in.height() * in.width(),
                        block.outputs(),
                        setup.layout().parameters(),
                        block.offsets());
            }
            if (!backpropagates) {
                return delta;
            }
            FloatArray dx = values(in.size());
            graph.task(
                    name("convolveBackward"),
                    ImageKernels::convolveBackward,
                    delta,
                    setup.state(),
                    dx,
                    setup.trials(),
                    setup.rows(),
                    in.height(),
                    in.width(),
                    in.channels(),
                    block.outputs(),
                    convolution.kernel(),
                    setup.layout().size(),
                    block.weights());
            return dx;
        });
    }

    private FloatArray normalise(
            Normalisation.BatchNorm norm, StateLayout.Block block, FloatArray x) {
        FloatArray y = values(block.out().size());
        NormTasks tasks = new NormTasks(setup, norm, block);
        if (!training) {
            tasks.normaliseByRunningStatistics(name("normalise"), x, y);
            return y;
        }
        FloatArray statistics = buffer(tasks.floats());
        tasks.moments(name("moments"), x, statistics);
        tasks.normalise(name("normalise"), x, y, statistics);
        back.add(delta -> {
            tasks.backwardSums(name("backwardSums"), delta, x, statistics);
            tasks.updateRunningStatistics(name("updateRunningStatistics"), statistics);
            tasks.back(name("normaliseBackward"), delta, x, statistics);
            return x;
        });
        return y;
    }

    private void activate(
            StateLayout.Block block,
            FloatArray z,
            FloatArray hyper,
            LongArray dropout,
            boolean drops,
            int layer) {
        FloatArray slopes = buffer(training ? z.getSize() : 1);
        int count = z.getSize();
        int kept = training ? 1 : 0;
        switch (setup.network().activation()) {
            case RELU -> graph.task(name("relu"), ActivationKernels::relu, z, slopes, count, kept);
            case TANH ->
                    graph.task(
                            name("hyperbolicTangent"),
                            ActivationKernels::hyperbolicTangent,
                            z,
                            slopes,
                            count,
                            kept);
            case GELU -> graph.task(name("gelu"), ActivationKernels::gelu, z, slopes, count, kept);
        }
        if (!training) {
            return;
        }
        if (drops) {
            graph.task(
                    name("drop"),
                    ActivationKernels::drop,
                    z,
                    slopes,
                    hyper,
                    dropout,
                    setup.trials(),
                    setup.rows(),
                    block.out().size(),
                    block.outputs(),
                    (block.outputs() + 15) / 16 * 16,
                    layer);
        }
        back.add(delta -> {
            graph.task(
                    name("activationBackward"), ActivationKernels::backward, delta, slopes, count);
            return delta;
        });
    }

    private FloatArray pool(Layer.Pooling pooling, Shape in, FloatArray x, boolean backpropagates) {
        Shape out = Network.after(pooling, in);
        FloatArray y = values(out.size());
        boolean largest = pooling.kind() == Layer.Pooling.Kind.MAX;
        int images = setup.trials() * setup.rows();
        graph.task(
                name("pool"),
                largest ? ImageKernels::maxPool : ImageKernels::averagePool,
                x,
                y,
                images,
                in.height(),
                in.width(),
                in.channels(),
                pooling.window());
        if (training && backpropagates) {
            back.add(delta -> poolBackward(pooling, in, x, y, delta));
        } else if (training) {
            back.add(delta -> delta);
        }
        return y;
    }

    private FloatArray poolBackward(
            Layer.Pooling pooling, Shape in, FloatArray x, FloatArray y, FloatArray delta) {
        FloatArray dx = values(in.size());
        int images = setup.trials() * setup.rows();
        if (pooling.kind() == Layer.Pooling.Kind.MAX) {
            graph.task(
                    name("poolBackward"),
                    ImageKernels::maxPoolBackward,
                    delta,
                    x,
                    y,
                    dx,
                    images,
                    in.height(),
                    in.width(),
                    in.channels(),
                    pooling.window());
        } else {
            graph.task(
                    name("poolBackward"),
                    ImageKernels::averagePoolBackward,
                    delta,
                    dx,
                    images,
                    in.height(),
                    in.width(),
                    in.channels(),
                    pooling.window());
        }
        return dx;
    }

    private String name(String task) {
        tasks++;
        return task + tasks;
    }
}
