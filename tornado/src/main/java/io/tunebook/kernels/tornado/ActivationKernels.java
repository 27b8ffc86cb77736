package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// Activation functions in place, and dropout. In training the derivative at each unit, times the
/// dropout factor, is stored for the backward pass. All arrays are `[trials][units of all rows]`,
/// flat.
final class ActivationKernels {

    private ActivationKernels() {}

    /// @param kept 1 if `slopes` is as long as `z`, 0 in evaluations
    static void relu(FloatArray z, FloatArray slopes, int count, int kept) {
        for (@Parallel int i = 0; i < count; i++) {
            float value = z.get(i);
            float slope = 0f;
            if (value > 0f) {
                slope = 1f;
            }
            z.set(i, Math.max(0f, value));
            if (kept == 1) {
                slopes.set(i, slope);
            }
        }
    }

    /// Not named `tanh`: a method named like a function of OpenCL is not compiled as a kernel.
    static void hyperbolicTangent(FloatArray z, FloatArray slopes, int count, int kept) {
        for (@Parallel int i = 0; i < count; i++) {
            float value = (float) Math.tanh(z.get(i));
            z.set(i, value);
            if (kept == 1) {
                slopes.set(i, 1f - value * value);
            }
        }
    }

    static void gelu(FloatArray z, FloatArray slopes, int count, int kept) {
        for (@Parallel int i = 0; i < count; i++) {
            float x = z.get(i);
            float t = (float) Math.tanh(0.7978846f * (x + 0.044715f * x * x * x));
            z.set(i, 0.5f * x * (1f + t));
            if (kept == 1) {
                float steepness = 0.7978846f * (1f + 3f * 0.044715f * x * x);
                slopes.set(i, 0.5f * (1f + t) + 0.5f * x * (1f - t * t) * steepness);
            }
        }
    }

    /// Drops units: each decision is a hash of seed, step, layer, row and unit, the same as on the
    /// CPU, where the channels of a pixel are padded to lanes of 16. Shifts are arithmetic with a
    /// mask, because the device code does not distinguish `>>>` from `>>`.
    ///
    /// @param dropout of each trial [StepHyperparameters#LONGS]: threshold out of 2^53, seed, step
    static void drop(
            FloatArray z,
            FloatArray slopes,
            FloatArray hyper,
            LongArray dropout,
            int trials,
            int rows,
            int units,
            int channels,
            int lanes,
            int layer) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int r = 0; r < rows; r++) {
                for (@Parallel int u = 0; u < units; u++) {
                    long threshold = dropout.get(t * StepHyperparameters.LONGS);
                    long stream =
                            dropout.get(t * StepHyperparameters.LONGS + 1)
                                    ^ (dropout.get(t * StepHyperparameters.LONGS + 2) << 16
                                            | layer);
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
                                        t * StepHyperparameters.COUNT
                                                + StepHyperparameters.DROPOUT_SCALE);
                    }
                    int at = (t * rows + r) * units + u;
                    z.set(at, z.get(at) * factor);
                    slopes.set(at, slopes.get(at) * factor);
                }
            }
        }
    }

    /// The backward pass: `delta = delta slope`.
    static void backward(FloatArray delta, FloatArray slopes, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            delta.set(i, delta.get(i) * slopes.get(i));
        }
    }
}
