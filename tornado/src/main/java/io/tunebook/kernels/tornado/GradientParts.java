package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Layer;

/// Where the partial sums of a trial's gradient are: one for each block of a product, if all layers
/// are dense and not normalised, because products measure their blocks; otherwise one for each
/// chunk of [UpdateKernels#measure].
///
/// @param measured whether the products measure their blocks
/// @param count of a trial
record GradientParts(StateLayout layout, boolean measured, int count) {

    static GradientParts of(StateLayout layout) {
        boolean measured = layout.blocks().stream().allMatch(GradientParts::isMeasured);
        int count =
                measured
                        ? layout.blocks().stream().mapToInt(GradientParts::blocks).sum()
                        : (layout.parameters() + UpdateKernels.CHUNK - 1) / UpdateKernels.CHUNK;
        return new GradientParts(layout, measured, count);
    }

    /// The position of a layer's first partial sum; 0 if they are not read.
    int first(StateLayout.Block block) {
        int first = 0;
        for (StateLayout.Block other : layout.blocks()) {
            if (other.weights() == block.weights()) {
                return measured ? first : 0;
            }
            first += blocks(other);
        }
        throw new IllegalArgumentException("no such layer: " + block);
    }

    /// The floats of all partial sums. A product whose block is not read writes it nevertheless,
    /// before [UpdateKernels#measure] writes the chunks.
    long floats(int trials) {
        int most = layout.blocks().stream().mapToInt(GradientParts::blocks).max().orElse(0);
        return ((long) trials * count + most) * UpdateKernels.PARTIAL;
    }

    private static boolean isMeasured(StateLayout.Block block) {
        return !(block.layer() instanceof Layer.Convolution) && !block.normalised();
    }

    private static int blocks(StateLayout.Block block) {
        return BlockedKernels.blocks(block.fanIn() + 1, block.outputs());
    }
}
