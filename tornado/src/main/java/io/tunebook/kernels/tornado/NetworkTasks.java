package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.data.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// The forward pass of a network and, in training, its backward pass, as tasks of a graph. Values
/// are `[trials][rows][units]`.
///
/// A dense layer whose activation is followed by neither dropout nor a normalisation is one task
/// forward, and two backward: the products apply the activation and its derivative themselves.
final class NetworkTasks {

    /// The inputs of the tasks.
    ///
    /// @param rows of a batch
    /// @param state `[trials][layout.size()]`
    /// @param gradient `[trials][layout.parameters()]`; one float in evaluations
    /// @param partial the partial sums of the gradient: see [#partials]
    /// @param features the dataset, and `order` the numbers of the rows of a batch
    /// @param orderOfTrial row numbers of a trial; 0 if all trials have the same
    /// @param hyper the hyperparameters of every trial, and its dropout, read if `drops`
    record Setup(
            TaskGraph graph,
            Grids grids,
            Network network,
            StateLayout layout,
            int trials,
            int rows,
            FloatArray state,
            FloatArray gradient,
            FloatArray partial,
            FloatArray features,
            IntArray order,
            int orderOfTrial,
            IntArray control,
            IntArray active,
            FloatArray hyper,
            LongArray dropout,
            boolean drops) {

        boolean training() {
            return gradient.getSize() > 1;
        }

        /// @param lengths of a task's grid, that of neighbouring threads first
        void elements(String task, long... lengths) {
            grids.elements(graph, task, lengths);
        }
    }

    private final Setup setup;
    private final TaskGraph graph;
    private final ImageTasks images;

    /// For each stage the tasks from the gradient of its outputs to the gradient of its inputs; in
    /// training only.
    private final List<UnaryOperator<FloatArray>> back = new ArrayList<>();

    private int tasks;

    NetworkTasks(Setup setup) {
        this.setup = setup;
        this.graph = setup.graph();
        this.images = new ImageTasks(setup, this);
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

    /// Adds the tasks from the rows of the dataset to the logits, and returns the logits.
    FloatArray forward() {
        Network network = setup.network();
        Shape shape = network.input();
        boolean gathered = StateLayout.startsDense(network);
        FloatArray values = gathered ? setup.features() : gather(shape.size());
        @Nullable FloatArray slopes = null;
        int weighted = 0;
        for (Layer layer : network.layers()) {
            boolean first = weighted == 0;
            if (layer instanceof Layer.Pooling pooling) {
                values = images.pool(name("pool"), pooling, shape, values, back, !first);
            } else {
                StateLayout.Block block = setup.layout().blocks().get(weighted);
                if (fuses(block)) {
                    Product product = dense(block, values, slopes, first, true);
                    values = product.z();
                    slopes = product.slopes();
                } else {
                    values = apart(block, values, slopes, first, weighted);
                    slopes = null;
                }
                weighted++;
            }
            shape = Network.after(layer, shape);
        }
        StateLayout.Block last = setup.layout().blocks().get(weighted);
        return dense(last, values, slopes, weighted == 0, false).z();
    }

    /// Adds the tasks from the gradient of the logits to the gradients of all parameters.
    void backward(FloatArray delta) {
        FloatArray now = delta;
        for (int stage = back.size() - 1; stage >= 0; stage--) {
            now = back.get(stage).apply(now);
        }
    }

    /// Whether a layer's product applies the activation itself.
    private boolean fuses(StateLayout.Block block) {
        return !(block.layer() instanceof Layer.Convolution)
                && !block.normalised()
                && !setup.drops();
    }

    private FloatArray gather(int inputs) {
        FloatArray x = values(inputs);
        String name = name("gather");
        setup.elements(name, inputs, setup.rows(), setup.trials());
        graph.task(
                name,
                BatchKernels::gather,
                new KernelContext(),
                setup.features(),
                setup.order(),
                setup.control(),
                setup.active(),
                x,
                setup.trials(),
                setup.rows(),
                inputs,
                setup.orderOfTrial());
        return x;
    }

    private record Product(FloatArray z, FloatArray slopes) {}

    /// @param below the derivatives of the layer below that the backward pass applies
    private Product dense(
            StateLayout.Block block,
            FloatArray x,
            @Nullable FloatArray below,
            boolean first,
            boolean activated) {
        FloatArray z = values(block.outputs());
        FloatArray slopes = buffer(setup.training() && activated ? z.getSize() : 1);
        DenseTasks dense = new DenseTasks(setup, block, first && x == setup.features());
        int activation =
                activated ? Activations.of(setup.network().activation()) : Activations.NONE;
        dense.forward(name("forward"), x, z, slopes, activation);
        if (setup.training()) {
            back.add(delta -> {
                dense.gradient(name("gradient"), x, delta);
                if (first) {
                    return delta;
                }
                FloatArray dx = values(block.fanIn());
                dense.backward(
                        name("backward"), delta, below == null ? slopes : below, dx, below != null);
                return dx;
            });
        }
        return new Product(z, slopes);
    }

    /// A layer with its normalisation, activation and dropout as tasks of their own.
    private FloatArray apart(
            StateLayout.Block block,
            FloatArray x,
            @Nullable FloatArray below,
            boolean first,
            int number) {
        FloatArray z;
        if (block.layer() instanceof Layer.Convolution convolution) {
            z = images.convolve(name("convolve"), block, convolution, x, back, !first);
        } else {
            z = dense(block, x, below, first, false).z();
        }
        if (setup.network().normalisation() instanceof Normalisation.BatchNorm norm) {
            z = normalise(norm, block, z);
        }
        activate(block, z, number);
        return z;
    }

    private FloatArray normalise(
            Normalisation.BatchNorm norm, StateLayout.Block block, FloatArray x) {
        FloatArray y = values(block.out().size());
        NormTasks tasks = NormTasks.of(setup, norm, block, this);
        if (!setup.training()) {
            tasks.normaliseByRunningStatistics(name("normalise"), x, y);
            return y;
        }
        tasks.moments(name("momentsOfRows"), name("moments"), x);
        tasks.normalise(name("normalise"), x, y);
        back.add(delta -> {
            tasks.backwardSums(name("backwardSumsOfRows"), name("backwardSums"), delta, x);
            tasks.updateRunningStatistics(name("updateRunningStatistics"));
            tasks.back(name("normaliseBackward"), delta, x);
            return x;
        });
        return y;
    }

    private void activate(StateLayout.Block block, FloatArray z, int layer) {
        boolean training = setup.training();
        int units = setup.rows() * block.out().size();
        FloatArray slopes = buffer(training ? z.getSize() : 1);
        String activate = name("activate");
        setup.elements(activate, units, setup.trials());
        graph.task(
                activate,
                ActivationKernels::activate,
                new KernelContext(),
                z,
                slopes,
                setup.active(),
                setup.trials(),
                units,
                Activations.of(setup.network().activation()),
                training ? 1 : 0);
        if (!training) {
            return;
        }
        if (setup.drops()) {
            String drop = name("drop");
            setup.elements(drop, block.out().size(), setup.rows(), setup.trials());
            graph.task(
                    drop,
                    ActivationKernels::drop,
                    new KernelContext(),
                    z,
                    slopes,
                    setup.hyper(),
                    setup.dropout(),
                    setup.control(),
                    setup.trials(),
                    setup.rows(),
                    block.out().size(),
                    block.outputs(),
                    (block.outputs() + 15) / 16 * 16,
                    layer);
        }
        back.add(delta -> {
            String backward = name("activationBackward");
            setup.elements(backward, units, setup.trials());
            graph.task(
                    backward,
                    ActivationKernels::backward,
                    new KernelContext(),
                    delta,
                    slopes,
                    setup.active(),
                    setup.trials(),
                    units);
            return delta;
        });
    }

    /// The number of tasks so far.
    int count() {
        return tasks;
    }

    String name(String task) {
        tasks++;
        return task + tasks;
    }
}
