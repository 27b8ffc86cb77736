package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The products of one dense layer as tasks.
///
/// @param gathered whether it reads rows of the dataset
record DenseTasks(NetworkTasks.Setup setup, StateLayout.Block block, boolean gathered) {

    void forward(String name, FloatArray x, FloatArray z, FloatArray slopes, int activation) {
        int kept = slopes.getSize() > 1 ? 1 : 0;
        if (setup.products().blockedForward()) {
            grid(name, setup.rows(), block.outputs());
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
            setup.graph()
                    .task(
                            name,
                            DenseKernels::forward,
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
        if (setup.products().blockedBackward()) {
            grid(name, setup.rows(), block.fanIn());
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
        } else {
            setup.graph()
                    .task(
                            name,
                            DenseKernels::backward,
                            dz,
                            setup.active(),
                            setup.state(),
                            slopes,
                            dx,
                            setup.trials(),
                            setup.rows(),
                            block.fanIn(),
                            block.outputs(),
                            setup.layout().size(),
                            block.weights(),
                            sloped ? 1 : 0);
        }
    }

    void gradient(String name, FloatArray x, FloatArray dz) {
        if (setup.products().blockedGradient()) {
            GradientParts parts = GradientParts.of(setup.layout(), setup.products());
            grid(name, lines(), block.outputs());
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
        } else {
            setup.graph()
                    .task(
                            name,
                            DenseKernels::gradient,
                            x,
                            setup.order(),
                            setup.control(),
                            setup.active(),
                            dz,
                            setup.gradient(),
                            setup.trials(),
                            setup.rows(),
                            block.fanIn(),
                            block.outputs(),
                            setup.layout().parameters(),
                            block.weights(),
                            lines(),
                            isGathered());
        }
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

    private void grid(String name, int lines, int columns) {
        WorkerGrid worker =
                new WorkerGrid3D(
                        BlockedKernels.threads(columns),
                        BlockedKernels.threads(lines),
                        setup.trials());
        worker.setLocalWork(BlockedKernels.THREADS, BlockedKernels.THREADS, 1);
        setup.grid().addWorkerGrid(setup.graph().getTaskGraphName() + "." + name, worker);
    }
}
