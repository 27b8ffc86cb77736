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

/// A network's way forward, and in training its way back, as tasks of a graph. Values are
/// `[trials][rows][units]`.
final class NetworkTasks {

    /// What the tasks are over.
    ///
    /// @param rows of a batch
    /// @param state `[trials][layout.size()]`
    /// @param gradient `[trials][layout.parameters()]`; of no length in evaluations
    record Setting(
            TaskGraph graph,
            GridScheduler grid,
            Network network,
            Layout layout,
            Products products,
            int trials,
            int rows,
            FloatArray state,
            FloatArray gradient) {}

    private final Setting setting;
    private final TaskGraph graph;

    /// From the gradient by what a stage makes to the gradient by what it reads; in training only.
    private final List<UnaryOperator<FloatArray>> back = new ArrayList<>();

    private final boolean training;
    private int tasks;

    NetworkTasks(Setting setting) {
        this.setting = setting;
        this.graph = setting.graph();
        this.training = setting.gradient().getSize() > 1;
    }

    /// A new array of `[trials][rows][units]`, all 0.
    FloatArray values(int units) {
        return buffer(setting.trials() * setting.rows() * units);
    }

    FloatArray buffer(int floats) {
        FloatArray array = new FloatArray(floats);
        array.init(0f);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, array);
        return array;
    }

    /// The tasks from `x` to the logits, which are returned.
    ///
    /// @param hyper and
    /// @param dropout of every trial, read where `drops`
    FloatArray forward(FloatArray x, FloatArray hyper, LongArray dropout, boolean drops) {
        Network network = setting.network();
        Shape shape = network.input();
        FloatArray values = x;
        int weighted = 0;
        for (Layer layer : network.layers()) {
            if (layer instanceof Layer.Pooling pooling) {
                values = pool(pooling, shape, values, weighted > 0);
            } else {
                Layout.Block block = setting.layout().blocks().get(weighted);
                values = weighted(block, values, weighted > 0);
                if (network.normalisation() instanceof Normalisation.BatchNorm norm) {
                    values = normalise(norm, block, values);
                }
                activate(block, values, hyper, dropout, drops, weighted);
                weighted++;
            }
            shape = Network.after(layer, shape);
        }
        return weighted(setting.layout().blocks().get(weighted), values, weighted > 0);
    }

    /// The tasks from the gradient by the logits to those by all parameters.
    void backward(FloatArray delta) {
        FloatArray now = delta;
        for (int stage = back.size() - 1; stage >= 0; stage--) {
            now = back.get(stage).apply(now);
        }
    }

    private FloatArray weighted(Layout.Block block, FloatArray x, boolean goesBack) {
        FloatArray z = values(block.out().size());
        boolean biased = !block.normalised();
        if (block.layer() instanceof Layer.Convolution convolution) {
            convolve(block, convolution, x, z, biased, goesBack);
            return z;
        }
        Products products = setting.products();
        Products.Dense dense =
                new Products.Dense(
                        setting.trials(),
                        setting.rows(),
                        block.fanIn(),
                        block.outputs(),
                        setting.layout().size(),
                        block.weights());
        dense.forward(
                graph,
                setting.grid(),
                name("forward"),
                products.tiledForward(),
                x,
                setting.state(),
                z,
                biased);
        if (training) {
            back.add(delta -> {
                dense.gradient(
                        graph,
                        setting.grid(),
                        name("gradient"),
                        products.tiledGradient(),
                        x,
                        delta,
                        setting.gradient(),
                        setting.layout().parameters(),
                        biased);
                if (!goesBack) {
                    return delta;
                }
                FloatArray dx = values(block.fanIn());
                dense.backward(
                        graph,
                        setting.grid(),
                        name("backward"),
                        products.tiledBackward(),
                        delta,
                        setting.state(),
                        dx);
                return dx;
            });
        }
        return z;
    }

    private void convolve(
            Layout.Block block,
            Layer.Convolution convolution,
            FloatArray x,
            FloatArray z,
            boolean biased,
            boolean goesBack) {
        Shape in = block.in();
        graph.task(
                name("convolve"),
                ImageKernels::convolve,
                x,
                setting.state(),
                z,
                setting.trials(),
                setting.rows(),
                in.height(),
                in.width(),
                in.channels(),
                block.outputs(),
                convolution.kernel(),
                setting.layout().size(),
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
                    setting.gradient(),
                    setting.trials(),
                    setting.rows(),
                    in.height(),
                    in.width(),
                    in.channels(),
                    block.outputs(),
                    convolution.kernel(),
                    setting.layout().parameters(),
                    block.weights());
            if (biased) {
                graph.task(
                        name("biasGradient"),
                        DenseKernels::biasGradient,
                        delta,
                        setting.gradient(),
                        setting.trials(),
                        setting.rows(),
                        in.height() * in.width(),
                        block.outputs(),
                        setting.layout().parameters(),
                        block.offsets());
            }
            if (!goesBack) {
                return delta;
            }
            FloatArray dx = values(in.size());
            graph.task(
                    name("convolveBack"),
                    ImageKernels::convolveBack,
                    delta,
                    setting.state(),
                    dx,
                    setting.trials(),
                    setting.rows(),
                    in.height(),
                    in.width(),
                    in.channels(),
                    block.outputs(),
                    convolution.kernel(),
                    setting.layout().size(),
                    block.weights());
            return dx;
        });
    }

    private FloatArray normalise(Normalisation.BatchNorm norm, Layout.Block block, FloatArray x) {
        FloatArray y = values(block.out().size());
        NormTasks tasks = new NormTasks(setting, norm, block);
        if (!training) {
            tasks.byRunning(name("normalise"), x, y);
            return y;
        }
        FloatArray statistics = buffer(tasks.floats());
        tasks.moments(name("moments"), x, statistics);
        tasks.normalise(name("normalise"), x, y, statistics);
        back.add(delta -> {
            tasks.sums(name("sums"), delta, x, statistics);
            tasks.follow(name("follow"), statistics);
            tasks.back(name("normaliseBack"), delta, x, statistics);
            return x;
        });
        return y;
    }

    private void activate(
            Layout.Block block,
            FloatArray z,
            FloatArray hyper,
            LongArray dropout,
            boolean drops,
            int layer) {
        FloatArray slopes = buffer(training ? z.getSize() : 1);
        int count = z.getSize();
        int kept = training ? 1 : 0;
        switch (setting.network().activation()) {
            case RELU -> graph.task(name("relu"), ActivationKernels::relu, z, slopes, count, kept);
            case TANH ->
                    graph.task(name("squash"), ActivationKernels::squash, z, slopes, count, kept);
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
                    setting.trials(),
                    setting.rows(),
                    block.out().size(),
                    block.outputs(),
                    (block.outputs() + 15) / 16 * 16,
                    layer);
        }
        back.add(delta -> {
            graph.task(name("activateBack"), ActivationKernels::back, delta, slopes, count);
            return delta;
        });
    }

    private FloatArray pool(Layer.Pooling pooling, Shape in, FloatArray x, boolean goesBack) {
        Shape out = Network.after(pooling, in);
        FloatArray y = values(out.size());
        boolean largest = pooling.kind() == Layer.Pooling.Kind.MAX;
        int images = setting.trials() * setting.rows();
        graph.task(
                name("pool"),
                largest ? ImageKernels::largest : ImageKernels::mean,
                x,
                y,
                images,
                in.height(),
                in.width(),
                in.channels(),
                pooling.window());
        if (training && goesBack) {
            back.add(delta -> poolBack(pooling, in, x, y, delta));
        } else if (training) {
            back.add(delta -> delta);
        }
        return y;
    }

    private FloatArray poolBack(
            Layer.Pooling pooling, Shape in, FloatArray x, FloatArray y, FloatArray delta) {
        FloatArray dx = values(in.size());
        int images = setting.trials() * setting.rows();
        if (pooling.kind() == Layer.Pooling.Kind.MAX) {
            graph.task(
                    name("poolBack"),
                    ImageKernels::largestBack,
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
                    name("poolBack"),
                    ImageKernels::meanBack,
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
