package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Layer;

/// Where the partial sums of a trial's gradient are: one for each block of a product, if all
/// gradients are blocked products, which measure themselves; otherwise one for each chunk of
/// [UpdateKernels#measure].
///
/// @param measured whether the products measure their blocks
/// @param count of a trial
record GradientParts(StateLayout layout, boolean measured, int count) {

    static GradientParts of(StateLayout layout, ProductKernels products) {
        boolean measured =
                products.blockedGradient()
                        && layout.blocks().stream().allMatch(GradientParts::isMeasured);
        int count =
                measured
                        ? layout.blocks().stream().mapToInt(GradientParts::blocks).sum()
                        : (layout.parameters() + UpdateKernels.CHUNK - 1) / UpdateKernels.CHUNK;
        return new GradientParts(layout, measured, count);
    }

    /// The position of a layer's first partial sum; 0 if nobody reads them.
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
        return BlockedKernels.blocks(block.fanIn() + 1) * BlockedKernels.blocks(block.outputs());
    }
}
