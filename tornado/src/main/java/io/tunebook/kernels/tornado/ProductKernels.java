package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Which kernels compute a dense layer's products: [BlockedKernels], otherwise [DenseKernels].
record ProductKernels(boolean blockedForward, boolean blockedBackward, boolean blockedGradient) {

    static final ProductKernels SIMPLE = new ProductKernels(false, false, false);
    static final ProductKernels BLOCKED = new ProductKernels(true, true, true);

    /// The kernels for a device.
    static ProductKernels of(TornadoDevice device) {
        return BLOCKED;
    }
}
