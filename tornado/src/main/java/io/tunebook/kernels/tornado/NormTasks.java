package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Normalisation;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The tasks of one layer's batch normalisation.
record NormTasks(NetworkTasks.Setting setting, Normalisation.BatchNorm norm, Layout.Block block) {

    /// Floats of the statistics.
    int floats() {
        return setting.trials() * parts() * 4 * block.outputs();
    }

    private int parts() {
        return Math.max(1, setting.rows() / norm.rows());
    }

    private int pixels() {
        return block.out().height() * block.out().width();
    }

    void moments(String name, FloatArray x, FloatArray statistics) {
        setting.graph()
                .task(
                        name,
                        NormKernels::moments,
                        x,
                        statistics,
                        setting.trials(),
                        setting.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts());
    }

    void normalise(String name, FloatArray x, FloatArray y, FloatArray statistics) {
        setting.graph()
                .task(
                        name,
                        NormKernels::normalise,
                        x,
                        y,
                        statistics,
                        setting.state(),
                        setting.trials(),
                        setting.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts(),
                        setting.layout().size(),
                        block.offsets(),
                        (float) norm.epsilon());
    }

    void byRunning(String name, FloatArray x, FloatArray y) {
        setting.graph()
                .task(
                        name,
                        NormKernels::normaliseByRunning,
                        x,
                        y,
                        setting.state(),
                        setting.trials(),
                        setting.rows(),
                        pixels(),
                        block.outputs(),
                        setting.layout().size(),
                        block.offsets(),
                        block.running(),
                        (float) norm.epsilon());
    }

    void sums(String name, FloatArray delta, FloatArray xhat, FloatArray statistics) {
        setting.graph()
                .task(
                        name,
                        NormKernels::sums,
                        delta,
                        xhat,
                        statistics,
                        setting.trials(),
                        setting.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts());
    }

    void follow(String name, FloatArray statistics) {
        setting.graph()
                .task(
                        name,
                        NormKernels::follow,
                        statistics,
                        setting.gradient(),
                        setting.state(),
                        setting.trials(),
                        setting.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts(),
                        setting.layout().parameters(),
                        setting.layout().size(),
                        block.offsets(),
                        block.running(),
                        (float) norm.momentum());
    }

    void back(String name, FloatArray delta, FloatArray xhat, FloatArray statistics) {
        setting.graph()
                .task(
                        name,
                        NormKernels::back,
                        delta,
                        xhat,
                        statistics,
                        setting.state(),
                        setting.trials(),
                        setting.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts(),
                        setting.layout().size(),
                        block.offsets(),
                        (float) norm.epsilon());
    }
}
