package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The products of one dense layer as tasks.
///
/// @param gathered whether it reads rows of the dataset
record DenseTasks(NetworkTasks.Setup setup, StateLayout.Block block, boolean gathered) {

    /// Outputs for which most of a block would be empty.
    private static final int NARROW = 16;

    void forward(String name, FloatArray x, FloatArray z, FloatArray slopes, int activation) {
        int kept = slopes.getSize() > 1 ? 1 : 0;
        if (block.outputs() > NARROW) {
            blocks(name, setup.rows(), block.outputs());
            setup.graph()
                    .task(
                            name,
                            BlockedKernels::forward,
                            new KernelContext(),
                            x,
                            setup.order(),
                            setup.control(),
                            setup.active(),
                            setup.state(),
                            z,
                            slopes,
                            setup.trials(),
                            setup.rows(),
                            block.fanIn(),
                            block.outputs(),
                            setup.layout().size(),
                            block.weights(),
                            biased(),
                            isGathered(),
                            setup.orderOfTrial(),
                            activation,
                            kept);
        } else {
            setup.elements(name, block.outputs(), setup.rows(), setup.trials());
            setup.graph()
                    .task(
                            name,
                            DenseKernels::forward,
                            new KernelContext(),
                            x,
                            setup.order(),
                            setup.control(),
                            setup.active(),
                            setup.state(),
                            z,
                            slopes,
                            setup.trials(),
                            setup.rows(),
                            block.fanIn(),
                            block.outputs(),
                            setup.layout().size(),
                            block.weights(),
                            biased(),
                            isGathered(),
                            setup.orderOfTrial(),
                            activation,
                            kept);
        }
    }

    void backward(String name, FloatArray dz, FloatArray slopes, FloatArray dx, boolean sloped) {
        blocks(name, setup.rows(), block.fanIn());
        setup.graph()
                .task(
                        name,
                        BlockedKernels::backward,
                        new KernelContext(),
                        dz,
                        setup.active(),
                        setup.state(),
                        slopes,
                        dx,
                        setup.rows(),
                        block.fanIn(),
                        block.outputs(),
                        setup.layout().size(),
                        block.weights(),
                        sloped ? 1 : 0);
    }

    void gradient(String name, FloatArray x, FloatArray dz) {
        GradientParts parts = GradientParts.of(setup.layout());
        blocks(name, lines(), block.outputs());
        setup.graph()
                .task(
                        name,
                        BlockedKernels::gradient,
                        new KernelContext(),
                        x,
                        setup.order(),
                        setup.control(),
                        setup.active(),
                        dz,
                        setup.gradient(),
                        setup.partial(),
                        setup.trials(),
                        setup.rows(),
                        block.fanIn(),
                        block.outputs(),
                        setup.layout().parameters(),
                        block.weights(),
                        lines(),
                        isGathered(),
                        parts.count(),
                        parts.first(block),
                        block.weights() == 0 ? block.fanIn() : 0);
    }

    private int biased() {
        return block.normalised() ? 0 : 1;
    }

    private int lines() {
        return block.fanIn() + biased();
    }

    private int isGathered() {
        return gathered ? 1 : 0;
    }

    private void blocks(String name, int lines, int columns) {
        setup.grids().blocks(setup.graph(), name, lines, columns, setup.trials());
    }
}
