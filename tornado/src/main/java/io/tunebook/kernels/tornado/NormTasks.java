package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Normalisation;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The tasks of one layer's batch normalisation.
///
/// @param ofRows sums of each row, `[trials][rows][2][channels]`; empty in evaluations
/// @param statistics of each part: see [NormKernels]; empty in evaluations
record NormTasks(
        NetworkTasks.Setup setup,
        Normalisation.BatchNorm norm,
        StateLayout.Block block,
        FloatArray ofRows,
        FloatArray statistics) {

    static NormTasks of(
            NetworkTasks.Setup setup,
            Normalisation.BatchNorm norm,
            StateLayout.Block block,
            NetworkTasks tasks) {
        boolean training = setup.training();
        int channels = block.outputs();
        int parts = Math.max(1, setup.rows() / norm.rows());
        int rows = training ? setup.trials() * setup.rows() * 2 * channels : 1;
        int all = training ? setup.trials() * parts * 4 * channels : 1;
        return new NormTasks(setup, norm, block, tasks.buffer(rows), tasks.buffer(all));
    }

    private int parts() {
        return Math.max(1, setup.rows() / norm.rows());
    }

    private int pixels() {
        return block.out().height() * block.out().width();
    }

    private int units() {
        return block.out().size();
    }

    void moments(String ofRowsName, String name, FloatArray x) {
        setup.elements(ofRowsName, block.outputs(), setup.rows(), setup.trials());
        setup.elements(name, block.outputs(), parts(), setup.trials());
        setup.graph()
                .task(
                        ofRowsName,
                        NormKernels::momentsOfRows,
                        new KernelContext(),
                        x,
                        ofRows,
                        setup.active(),
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs())
                .task(
                        name,
                        NormKernels::moments,
                        new KernelContext(),
                        ofRows,
                        statistics,
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        norm.rows(),
                        parts());
    }

    void normalise(String name, FloatArray x, FloatArray y) {
        setup.elements(name, units(), setup.rows(), setup.trials());
        setup.graph()
                .task(
                        name,
                        NormKernels::normalise,
                        new KernelContext(),
                        x,
                        y,
                        statistics,
                        setup.state(),
                        setup.active(),
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
        setup.elements(name, units(), setup.rows(), setup.trials());
        setup.graph()
                .task(
                        name,
                        NormKernels::normaliseByRunningStatistics,
                        new KernelContext(),
                        x,
                        y,
                        setup.state(),
                        setup.active(),
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs(),
                        setup.layout().size(),
                        block.offsets(),
                        block.running(),
                        (float) norm.epsilon());
    }

    void backwardSums(String ofRowsName, String name, FloatArray delta, FloatArray xhat) {
        setup.elements(ofRowsName, block.outputs(), setup.rows(), setup.trials());
        setup.elements(name, block.outputs(), parts(), setup.trials());
        setup.graph()
                .task(
                        ofRowsName,
                        NormKernels::backwardSumsOfRows,
                        new KernelContext(),
                        delta,
                        xhat,
                        ofRows,
                        setup.active(),
                        setup.trials(),
                        setup.rows(),
                        pixels(),
                        block.outputs())
                .task(
                        name,
                        NormKernels::backwardSums,
                        new KernelContext(),
                        ofRows,
                        statistics,
                        setup.trials(),
                        setup.rows(),
                        block.outputs(),
                        norm.rows(),
                        parts());
    }

    void updateRunningStatistics(String name) {
        setup.elements(name, block.outputs(), setup.trials());
        setup.graph()
                .task(
                        name,
                        NormKernels::updateRunningStatistics,
                        new KernelContext(),
                        statistics,
                        setup.gradient(),
                        setup.state(),
                        setup.active(),
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

    void back(String name, FloatArray delta, FloatArray xhat) {
        setup.elements(name, units(), setup.rows(), setup.trials());
        setup.graph()
                .task(
                        name,
                        NormKernels::backward,
                        new KernelContext(),
                        delta,
                        xhat,
                        statistics,
                        setup.state(),
                        setup.active(),
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
