package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Normalisation;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The tasks of one layer's batch normalisation.
record NormTasks(NetworkTasks.Setup setup, Normalisation.BatchNorm norm, StateLayout.Block block) {

    /// The number of floats of the statistics.
    int floats() {
        return setup.trials() * parts() * 4 * block.outputs();
    }

    private int parts() {
        return Math.max(1, setup.rows() / norm.rows());
    }

    private int pixels() {
        return block.out().height() * block.out().width();
    }

    void moments(String name, FloatArray x, FloatArray statistics) {
        setup.graph()
                .task(
                        name,
                        NormKernels::moments,
                        x,
                        statistics,
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts());
    }

    void normalise(String name, FloatArray x, FloatArray y, FloatArray statistics) {
        setup.graph()
                .task(
                        name,
                        NormKernels::normalise,
                        x,
                        y,
                        statistics,
                        setup.state(),
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts(),
                        setup.layout().size(),
                        block.offsets(),
                        (float) norm.epsilon());
    }

    void normaliseByRunningStatistics(String name, FloatArray x, FloatArray y) {
        setup.graph()
                .task(
                        name,
                        NormKernels::normaliseByRunningStatistics,
                        x,
                        y,
                        setup.state(),
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        setup.layout().size(),
                        block.offsets(),
                        block.running(),
                        (float) norm.epsilon());
    }

    void backwardSums(String name, FloatArray delta, FloatArray xhat, FloatArray statistics) {
        setup.graph()
                .task(
                        name,
                        NormKernels::backwardSums,
                        delta,
                        xhat,
                        statistics,
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts());
    }

    void updateRunningStatistics(String name, FloatArray statistics) {
        setup.graph()
                .task(
                        name,
                        NormKernels::updateRunningStatistics,
                        statistics,
                        setup.gradient(),
                        setup.state(),
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts(),
                        setup.layout().parameters(),
                        setup.layout().size(),
                        block.offsets(),
                        block.running(),
                        (float) norm.momentum());
    }

    void back(String name, FloatArray delta, FloatArray xhat, FloatArray statistics) {
        setup.graph()
                .task(
                        name,
                        NormKernels::backward,
                        delta,
                        xhat,
                        statistics,
                        setup.state(),
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts(),
                        setup.layout().size(),
                        block.offsets(),
                        (float) norm.epsilon());
    }
}
