package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels from gradients to new parameters. `state` is `[trials][size]`: the parameters, then
/// the optimizer's arrays; `gradient` is `[trials][parameters]`.
final class UpdateKernels {

    /// The number of parameters whose squares one thread sums.
    static final int CHUNK = 256;

    /// The numbers in a step's report: loss, gradient norm, largest gradient of the first layer.
    static final int REPORT = 3;

    private UpdateKernels() {}

    /// Sums of squares and the first layer's largest gradient, one thread per chunk: `partial` is
    /// `[trials][chunks][2]`.
    ///
    /// @param first the number of weights of the first layer, which come first
    static void measure(
            FloatArray gradient,
            FloatArray partial,
            int trials,
            int chunks,
            int parameters,
            int first) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int c = 0; c < chunks; c++) {
                float squares = 0f;
                float largest = 0f;
                int end = Math.min(parameters, (c + 1) * CHUNK);
                for (int i = c * CHUNK; i < end; i++) {
                    float g = gradient.get(t * parameters + i);
                    squares += g * g;
                    if (i < first) {
                        largest = Math.max(largest, Math.abs(g));
                    }
                }
                partial.set((t * chunks + c) * 2, squares);
                partial.set((t * chunks + c) * 2 + 1, largest);
            }
        }
    }

    /// One thread per trial: mean loss and gradient norm into `reports[trial][slot][3]`, and the
    /// clipping factor of the gradient into `scales[trial]`.
    ///
    /// @param control slot
    static void report(
            FloatArray losses,
            FloatArray partial,
            FloatArray hyper,
            IntArray control,
            FloatArray scales,
            FloatArray reports,
            int trials,
            int rows,
            int chunks,
            int slots) {
        for (@Parallel int t = 0; t < trials; t++) {
            float loss = 0f;
            for (int r = 0; r < rows; r++) {
                loss += losses.get(t * rows + r);
            }
            float squares = 0f;
            float largest = 0f;
            for (int c = 0; c < chunks; c++) {
                squares += partial.get((t * chunks + c) * 2);
                largest = Math.max(largest, partial.get((t * chunks + c) * 2 + 1));
            }
            float norm = (float) Math.sqrt(squares);
            float limit = hyper.get(t * StepHyperparameters.COUNT + StepHyperparameters.CLIP_NORM);
            float scale = 1f;
            if (norm > limit) {
                scale = limit / norm;
            }
            scales.set(t, scale);
            int at = (t * slots + control.get(0)) * REPORT;
            reports.set(at, loss / rows);
            reports.set(at + 1, norm);
            reports.set(at + 2, largest);
        }
    }

    /// `w = w shrink - rate g`.
    static void sgd(
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray hyper,
            FloatArray scales,
            int trials,
            int parameters,
            int size) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int i = 0; i < parameters; i++) {
                int h = t * StepHyperparameters.COUNT;
                if (hyper.get(h + StepHyperparameters.ACTIVE) > 0f) {
                    int at = t * size + i;
                    float w = state.get(at);
                    float g = gradient.get(t * parameters + i) * scales.get(t);
                    float shrink = 1f;
                    if (decayed.get(i) > 0f) {
                        g = g + hyper.get(h + StepHyperparameters.L2) * w;
                        shrink = hyper.get(h + StepHyperparameters.SHRINK);
                    }
                    state.set(at, w * shrink - hyper.get(h + StepHyperparameters.RATE) * g);
                }
            }
        }
    }

    /// Heavy ball and Nesterov: `v = momentum v + g`, `w = w shrink - rate (own g + carried v)`.
    static void momentum(
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray hyper,
            FloatArray scales,
            int trials,
            int parameters,
            int size) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int i = 0; i < parameters; i++) {
                int h = t * StepHyperparameters.COUNT;
                if (hyper.get(h + StepHyperparameters.ACTIVE) > 0f) {
                    int at = t * size + i;
                    float w = state.get(at);
                    float g = gradient.get(t * parameters + i) * scales.get(t);
                    float shrink = 1f;
                    if (decayed.get(i) > 0f) {
                        g = g + hyper.get(h + StepHyperparameters.L2) * w;
                        shrink = hyper.get(h + StepHyperparameters.SHRINK);
                    }
                    float v =
                            hyper.get(h + StepHyperparameters.OPTIMIZER)
                                            * state.get(at + parameters)
                                    + g;
                    state.set(at + parameters, v);
                    float move =
                            hyper.get(h + StepHyperparameters.OPTIMIZER + 1) * g
                                    + hyper.get(h + StepHyperparameters.OPTIMIZER + 2) * v;
                    state.set(at, w * shrink - hyper.get(h + StepHyperparameters.RATE) * move);
                }
            }
        }
    }

    /// RMSProp: `s = decay s + rest g^2`, `m = momentum m + rate g / sqrt(s + epsilon)`, `w = w
    /// shrink - m`.
    static void rmsProp(
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray hyper,
            FloatArray scales,
            int trials,
            int parameters,
            int size) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int i = 0; i < parameters; i++) {
                int h = t * StepHyperparameters.COUNT;
                if (hyper.get(h + StepHyperparameters.ACTIVE) > 0f) {
                    int at = t * size + i;
                    float w = state.get(at);
                    float g = gradient.get(t * parameters + i) * scales.get(t);
                    float shrink = 1f;
                    if (decayed.get(i) > 0f) {
                        g = g + hyper.get(h + StepHyperparameters.L2) * w;
                        shrink = hyper.get(h + StepHyperparameters.SHRINK);
                    }
                    float s =
                            hyper.get(h + StepHyperparameters.OPTIMIZER)
                                            * state.get(at + parameters)
                                    + hyper.get(h + StepHyperparameters.OPTIMIZER + 1) * g * g;
                    state.set(at + parameters, s);
                    float root =
                            (float) Math.sqrt(s + hyper.get(h + StepHyperparameters.OPTIMIZER + 3));
                    float move =
                            hyper.get(h + StepHyperparameters.OPTIMIZER + 2)
                                            * state.get(at + 2 * parameters)
                                    + hyper.get(h + StepHyperparameters.RATE) * g / root;
                    state.set(at + 2 * parameters, move);
                    state.set(at, w * shrink - move);
                }
            }
        }
    }

    /// Adam, AdamW and NAdam: `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`, `w =
    /// w shrink - rate (carried m + own g) / (sqrt(v) + floor)`.
    static void adam(
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray hyper,
            FloatArray scales,
            int trials,
            int parameters,
            int size) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int i = 0; i < parameters; i++) {
                int h = t * StepHyperparameters.COUNT;
                if (hyper.get(h + StepHyperparameters.ACTIVE) > 0f) {
                    int at = t * size + i;
                    float w = state.get(at);
                    float g = gradient.get(t * parameters + i) * scales.get(t);
                    float shrink = 1f;
                    if (decayed.get(i) > 0f) {
                        g = g + hyper.get(h + StepHyperparameters.L2) * w;
                        shrink = hyper.get(h + StepHyperparameters.SHRINK);
                    }
                    float keep = hyper.get(h + StepHyperparameters.OPTIMIZER);
                    float m = keep * state.get(at + parameters) + (1f - keep) * g;
                    float v =
                            hyper.get(h + StepHyperparameters.OPTIMIZER + 1)
                                            * state.get(at + 2 * parameters)
                                    + hyper.get(h + StepHyperparameters.OPTIMIZER + 2) * g * g;
                    state.set(at + parameters, m);
                    state.set(at + 2 * parameters, v);
                    float move =
                            hyper.get(h + StepHyperparameters.OPTIMIZER + 3) * m
                                    + hyper.get(h + StepHyperparameters.OPTIMIZER + 4) * g;
                    float root =
                            (float) Math.sqrt(v) + hyper.get(h + StepHyperparameters.OPTIMIZER + 5);
                    state.set(
                            at, w * shrink - hyper.get(h + StepHyperparameters.RATE) * move / root);
                }
            }
        }
    }

    /// Before a step: saves the state to `before` if the second number of `control` is 1, and
    /// restores it if it is 2.
    static void saveOrRestore(FloatArray state, FloatArray before, IntArray control, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int mode = control.get(1);
            if (mode == 1) {
                before.set(i, state.get(i));
            }
            if (mode == 2) {
                state.set(i, before.get(i));
            }
        }
    }
}
