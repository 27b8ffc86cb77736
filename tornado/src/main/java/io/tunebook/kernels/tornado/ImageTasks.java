package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.data.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// Convolutions and poolings as tasks.
record ImageTasks(NetworkTasks.Setup setup, NetworkTasks tasks) {

    /// The minimum number of threads of a gradient: fewer leave most of a device idle.
    private static final int MIN_THREADS = 10_000;

    /// @param back receives the tasks of the backward pass
    FloatArray convolve(
            String name,
            StateLayout.Block block,
            Layer.Convolution convolution,
            FloatArray x,
            List<UnaryOperator<FloatArray>> back,
            boolean backpropagates) {
        Shape in = block.in();
        FloatArray z = tasks.values(block.out().size());
        setup.elements(name, block.out().size(), setup.rows(), setup.trials());
        setup.graph()
                .task(
                        name,
                        ImageKernels::convolve,
                        new KernelContext(),
                        x,
                        setup.active(),
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
                        block.normalised() ? 0 : 1);
        if (setup.training()) {
            back.add(delta -> {
                gradient(block, convolution, x, delta);
                return backpropagates ? backward(block, convolution, delta) : delta;
            });
        }
        return z;
    }

    private void gradient(
            StateLayout.Block block, Layer.Convolution convolution, FloatArray x, FloatArray dz) {
        Shape in = block.in();
        int lines = block.fanIn() + (block.normalised() ? 0 : 1);
        int elements = lines * block.outputs();
        int length = imagesOfPart(elements, setup.rows());
        int count = (setup.rows() + length - 1) / length;
        FloatArray parts = tasks.buffer(setup.trials() * count * elements);
        String ofParts = tasks.name("convolveGradient");
        String sum = tasks.name("sumParts");
        setup.elements(ofParts, block.outputs(), lines, (long) setup.trials() * count);
        setup.elements(sum, elements, setup.trials());
        setup.graph()
                .task(
                        ofParts,
                        ImageKernels::convolveGradient,
                        new KernelContext(),
                        x,
                        setup.active(),
                        dz,
                        parts,
                        setup.trials(),
                        setup.rows(),
                        in.height(),
                        in.width(),
                        in.channels(),
                        block.outputs(),
                        convolution.kernel(),
                        count,
                        length,
                        lines)
                .task(
                        sum,
                        ImageKernels::sumParts,
                        new KernelContext(),
                        parts,
                        setup.gradient(),
                        setup.trials(),
                        count,
                        elements,
                        setup.layout().parameters(),
                        block.weights());
    }

    /// The images whose gradients one thread adds up, so that a trial has enough threads.
    static int imagesOfPart(int elements, int rows) {
        int parts = Math.min(rows, (MIN_THREADS + elements - 1) / elements);
        return (rows + parts - 1) / parts;
    }

    private FloatArray backward(
            StateLayout.Block block, Layer.Convolution convolution, FloatArray dz) {
        Shape in = block.in();
        FloatArray dx = tasks.values(in.size());
        String name = tasks.name("convolveBackward");
        setup.elements(name, in.size(), setup.rows(), setup.trials());
        setup.graph()
                .task(
                        name,
                        ImageKernels::convolveBackward,
                        new KernelContext(),
                        dz,
                        setup.active(),
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
    }

    /// @param back receives the tasks of the backward pass
    FloatArray pool(
            String name,
            Layer.Pooling pooling,
            Shape in,
            FloatArray x,
            List<UnaryOperator<FloatArray>> back,
            boolean backpropagates) {
        FloatArray y = tasks.values(Network.after(pooling, in).size());
        setup.elements(
                name, Network.after(pooling, in).size(), (long) setup.trials() * setup.rows());
        setup.graph()
                .task(
                        name,
                        pooling.kind() == Layer.Pooling.Kind.MAX
                                ? ImageKernels::maxPool
                                : ImageKernels::averagePool,
                        new KernelContext(),
                        x,
                        y,
                        setup.active(),
                        setup.trials() * setup.rows(),
                        setup.rows(),
                        in.height(),
                        in.width(),
                        in.channels(),
                        pooling.window());
        if (setup.training()) {
            back.add(delta -> backpropagates ? poolBackward(pooling, in, x, y, delta) : delta);
        }
        return y;
    }

    private FloatArray poolBackward(
            Layer.Pooling pooling, Shape in, FloatArray x, FloatArray y, FloatArray delta) {
        FloatArray dx = tasks.values(in.size());
        int images = setup.trials() * setup.rows();
        String name = tasks.name("poolBackward");
        setup.elements(name, in.size(), images);
        if (pooling.kind() == Layer.Pooling.Kind.MAX) {
            setup.graph()
                    .task(
                            name,
                            ImageKernels::maxPoolBackward,
                            new KernelContext(),
                            delta,
                            x,
                            y,
                            dx,
                            setup.active(),
                            images,
                            setup.rows(),
                            in.height(),
                            in.width(),
                            in.channels(),
                            pooling.window());
        } else {
            setup.graph()
                    .task(
                            name,
                            ImageKernels::averagePoolBackward,
                            new KernelContext(),
                            delta,
                            dx,
                            setup.active(),
                            images,
                            setup.rows(),
                            in.height(),
                            in.width(),
                            in.channels(),
                            pooling.window());
        }
        return dx;
    }
}
