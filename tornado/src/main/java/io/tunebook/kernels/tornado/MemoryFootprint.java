package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// A lower bound of the device memory of a population, computed before the allocation.
///
/// @param bytes of all arrays together
/// @param largest floats of the longest array
record MemoryFootprint(long bytes, long largest) {

    static MemoryFootprint of(TrainingPlan plan, Split split, int trials) {
        Network network = plan.network();
        long state =
                trials * StateLayout.floats(network, StepHyperparameters.moments(plan.optimizer()));
        long gradient = trials * network.parameters();
        long evaluated = trials * (long) evaluatedRows(plan, split);
        long trained = trials * (long) plan.batchSize();
        long units = units(network);
        long features = DeviceDataset.floats(split);
        long floats = features + 2 * state + 2 * gradient + 4 * units * trained;
        floats += 2 * units * evaluated;
        long longest =
                Math.max(features, Math.max(state, widest(network) * Math.max(evaluated, trained)));
        return new MemoryFootprint(4 * floats, longest);
    }

    /// The floats of the longest array that a device allows.
    static long maxFloats(TornadoDevice device) {
        return Math.min(Integer.MAX_VALUE - 64, device.getMaxAllocMemory() / 4);
    }

    /// The rows of one forward pass of an evaluation.
    static int evaluatedRows(TrainingPlan plan, Split split) {
        int rows = Math.max(split.training().rows(), split.validation().rows());
        return Math.min(plan.evaluation().batchSize(), rows);
    }

    private static long units(Network network) {
        long units = network.input().size();
        units += network.classes();
        Shape shape = network.input();
        for (Layer layer : network.layers()) {
            shape = Network.after(layer, shape);
            units += shape.size();
        }
        return units;
    }

    private static long widest(Network network) {
        long widest = Math.max(network.input().size(), network.classes());
        Shape shape = network.input();
        for (Layer layer : network.layers()) {
            shape = Network.after(layer, shape);
            widest = Math.max(widest, shape.size());
        }
        return widest;
    }
}
