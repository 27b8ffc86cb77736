package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// Activation functions in place, and dropout. In training the derivative at each unit, times the
/// dropout factor, is stored for the backward pass. All arrays are `[trials][units of all rows]`,
/// flat.
final class ActivationKernels {

    private ActivationKernels() {}

    /// An activation behind a normalisation or a convolution; dense layers apply theirs themselves.
    ///
    /// @param activation see [Activations]
    /// @param kept 1 if `slopes` is as long as `z`, 0 in evaluations
    static void activate(
            KernelContext context,
            FloatArray z,
            FloatArray slopes,
            IntArray active,
            int trials,
            int units,
            int activation,
            int kept) {
        int t = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && i < units) {
            if (active.get(t) == 1) {
                int at = t * units + i;
                float value = z.get(at);
                z.set(at, Activations.value(value, activation));
                if (kept == 1) {
                    slopes.set(at, Activations.slope(value, activation));
                }
            }
        }
    }

    /// Drops units: each decision is a hash of seed, step, layer, row and unit, the same as on the
    /// CPU, where the channels of a pixel are padded to lanes of 16. Shifts are arithmetic with a
    /// mask, because the device code does not distinguish `>>>` from `>>`.
    ///
    /// @param dropout of each trial [StepHyperparameters#LONGS]: threshold out of 2^53, seed, step
    static void drop(
            KernelContext context,
            FloatArray z,
            FloatArray slopes,
            FloatArray hyper,
            LongArray dropout,
            IntArray control,
            int trials,
            int rows,
            int units,
            int channels,
            int lanes,
            int layer) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int u = context.globalIdx;
        if (t < trials && r < rows && u < units) {
            int own = control.get(StepControl.NOW) * trials + t;
            long threshold = dropout.get(own * StepHyperparameters.LONGS);
            long stream =
                    dropout.get(own * StepHyperparameters.LONGS + 1)
                            ^ (dropout.get(own * StepHyperparameters.LONGS + 2) << 16 | layer);
            stream = (stream ^ ((stream >> 30) & 0x3FFFFFFFFL)) * 0xBF58476D1CE4E5B9L;
            stream = (stream ^ ((stream >> 27) & 0x1FFFFFFFFFL)) * 0x94D049BB133111EBL;
            stream = stream ^ ((stream >> 31) & 0x1FFFFFFFFL);
            long pixel = u / channels;
            long unit = pixel * lanes + u % channels;
            long row = r;
            long hash = stream + (row << 32 | unit) * 0x9E3779B97F4A7C15L;
            hash = (hash ^ ((hash >> 30) & 0x3FFFFFFFFL)) * 0xBF58476D1CE4E5B9L;
            hash = (hash ^ ((hash >> 27) & 0x1FFFFFFFFFL)) * 0x94D049BB133111EBL;
            hash = hash ^ ((hash >> 31) & 0x1FFFFFFFFL);
            float factor = 0f;
            if (((hash >> 11) & 0x1FFFFFFFFFFFFFL) >= threshold) {
                factor =
                        hyper.get(
                                own * StepHyperparameters.COUNT
                                        + StepHyperparameters.DROPOUT_SCALE);
            }
            int at = (t * rows + r) * units + u;
            z.set(at, z.get(at) * factor);
            slopes.set(at, slopes.get(at) * factor);
        }
    }

    /// The backward pass: `delta = delta slope`.
    static void backward(
            KernelContext context,
            FloatArray delta,
            FloatArray slopes,
            IntArray active,
            int trials,
            int units) {
        int t = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && i < units) {
            if (active.get(t) == 1) {
                int at = t * units + i;
                delta.set(at, delta.get(at) * slopes.get(at));
            }
        }
    }
}
