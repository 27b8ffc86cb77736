package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels from gradients to new parameters. `state` is `[trials][size]`: the parameters, then
/// the optimizer's arrays; `gradient` is `[trials][parameters]`.
///
/// The last kernel of a step is the update. Each of its work groups first adds up the partial sums
/// of its trial, in the same order, to the gradient's norm, and then updates [#OF_GROUP]
/// parameters; the trial's first group also reports the step.
final class UpdateKernels {

    /// The number of parameters whose squares one thread of [#measure] sums.
    static final int CHUNK = 256;

    /// The numbers in a step's report: loss, gradient norm, largest gradient of the first layer.
    static final int REPORT = 3;

    /// The numbers of a part of the gradient: the sum of its squares, its largest element.
    static final int PARTIAL = 2;

    /// Threads of a work group of an update.
    static final int GROUP = 256;

    /// Parameters that a thread of an update loads before it changes one of them: loads behind a
    /// store would wait for it.
    private static final int TOGETHER = 4;

    /// Parameters of a work group of an update.
    static final int OF_GROUP = 2 * TOGETHER * GROUP;

    private UpdateKernels() {}

    /// Sums of squares and the first layer's largest gradient, one thread per chunk: `partial` is
    /// `[trials][chunks][2]`. Not needed where [BlockedKernels#gradient] measures its own blocks.
    ///
    /// @param first the number of weights of the first layer, which come first
    static void measure(
            KernelContext context,
            FloatArray gradient,
            FloatArray partial,
            IntArray active,
            int trials,
            int chunks,
            int parameters,
            int first) {
        int t = context.globalIdy;
        int c = context.globalIdx;
        if (t < trials && c < chunks) {
            float squares = 0f;
            float largest = 0f;
            int end = Math.min(parameters, (c + 1) * CHUNK * active.get(t));
            for (int i = c * CHUNK; i < end; i++) {
                float g = gradient.get(t * parameters + i);
                squares += g * g;
                if (i < first) {
                    largest = Math.max(largest, Math.abs(g));
                }
            }
            partial.set((t * chunks + c) * PARTIAL, squares);
            partial.set((t * chunks + c) * PARTIAL + 1, largest);
        }
    }

    /// The factor of the trial's gradient (clipping), after its reduction by the work group. The
    /// first group writes mean loss, norm and largest element to `reports[slot][trial]`.
    private static float scale(
            KernelContext context,
            FloatArray losses,
            FloatArray partial,
            FloatArray hyper,
            IntArray control,
            FloatArray reports,
            int trials,
            int rows,
            int partials) {
        float[] sums = context.allocateFloatLocalArray(GROUP);
        float[] maxima = context.allocateFloatLocalArray(GROUP);
        float[] means = context.allocateFloatLocalArray(GROUP);
        int own = context.localIdx;
        int t = context.globalIdy;
        int slot = control.get(StepControl.NOW);
        float squares = 0f;
        float largest = 0f;
        for (int p = own; p < partials; p += GROUP) {
            squares += partial.get((t * partials + p) * PARTIAL);
            largest = Math.max(largest, partial.get((t * partials + p) * PARTIAL + 1));
        }
        float loss = 0f;
        for (int r = own; r < rows; r += GROUP) {
            loss += losses.get(t * rows + r);
        }
        sums[own] = squares;
        maxima[own] = largest;
        means[own] = loss;
        for (int half = GROUP / 2; half > 0; half /= 2) {
            context.localBarrier();
            if (own < half) {
                sums[own] += sums[own + half];
                maxima[own] = Math.max(maxima[own], maxima[own + half]);
                means[own] += means[own + half];
            }
        }
        context.localBarrier();
        float norm = (float) Math.sqrt(sums[0]);
        if (context.globalIdx == 0) {
            int at = (slot * trials + t) * REPORT;
            reports.set(at, means[0] / rows);
            reports.set(at + 1, norm);
            reports.set(at + 2, maxima[0]);
            if (t == 0) {
                control.set(StepControl.NEXT, slot + 1);
            }
        }
        int h = (slot * trials + t) * StepHyperparameters.COUNT;
        float limit = hyper.get(h + StepHyperparameters.CLIP_NORM);
        float scale = 1f;
        if (norm > limit) {
            scale = limit / norm;
        }
        return scale;
    }

    /// `w = w shrink - rate g`.
    static void sgd(
            KernelContext context,
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray losses,
            FloatArray partial,
            FloatArray hyper,
            IntArray control,
            FloatArray reports,
            int trials,
            int rows,
            int partials,
            int parameters,
            int size) {
        float scale =
                scale(context, losses, partial, hyper, control, reports, trials, rows, partials);
        int t = context.globalIdy;
        int h = (control.get(StepControl.NOW) * trials + t) * StepHyperparameters.COUNT;
        float active = hyper.get(h + StepHyperparameters.ACTIVE);
        float rate = hyper.get(h + StepHyperparameters.RATE);
        float l2 = hyper.get(h + StepHyperparameters.L2);
        float shrinkage = 1f - hyper.get(h + StepHyperparameters.SHRINK);
        int first = context.groupIdx * OF_GROUP + context.localIdx;
        int end = Math.min(parameters, context.groupIdx * OF_GROUP + OF_GROUP);
        if (active > 0f) {
            for (int from = first; from < end; from += TOGETHER * GROUP) {
                float[] w = new float[TOGETHER];
                float[] g = new float[TOGETHER];
                float[] decay = new float[TOGETHER];
                for (int n = 0; n < TOGETHER; n++) {
                    int i = Math.min(from + n * GROUP, end - 1);
                    w[n] = state.get(t * size + i);
                    g[n] = gradient.get(t * parameters + i) * scale;
                    decay[n] = decayed.get(i);
                }
                for (int n = 0; n < TOGETHER; n++) {
                    int i = from + n * GROUP;
                    if (i < end) {
                        int at = t * size + i;
                        float d = g[n] + decay[n] * l2 * w[n];
                        float shrink = 1f - decay[n] * shrinkage;
                        state.set(at, w[n] * shrink - rate * d);
                    }
                }
            }
        }
    }

    /// Heavy ball and Nesterov: `v = momentum v + g`, `w = w shrink - rate (own g + carried v)`.
    static void momentum(
            KernelContext context,
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray losses,
            FloatArray partial,
            FloatArray hyper,
            IntArray control,
            FloatArray reports,
            int trials,
            int rows,
            int partials,
            int parameters,
            int size) {
        float scale =
                scale(context, losses, partial, hyper, control, reports, trials, rows, partials);
        int t = context.globalIdy;
        int h = (control.get(StepControl.NOW) * trials + t) * StepHyperparameters.COUNT;
        float active = hyper.get(h + StepHyperparameters.ACTIVE);
        float rate = hyper.get(h + StepHyperparameters.RATE);
        float l2 = hyper.get(h + StepHyperparameters.L2);
        float shrinkage = 1f - hyper.get(h + StepHyperparameters.SHRINK);
        float own0 = hyper.get(h + StepHyperparameters.OPTIMIZER);
        float own1 = hyper.get(h + StepHyperparameters.OPTIMIZER + 1);
        float own2 = hyper.get(h + StepHyperparameters.OPTIMIZER + 2);
        int first = context.groupIdx * OF_GROUP + context.localIdx;
        int end = Math.min(parameters, context.groupIdx * OF_GROUP + OF_GROUP);
        if (active > 0f) {
            for (int from = first; from < end; from += TOGETHER * GROUP) {
                float[] w = new float[TOGETHER];
                float[] g = new float[TOGETHER];
                float[] decay = new float[TOGETHER];
                float[] m0 = new float[TOGETHER];
                for (int n = 0; n < TOGETHER; n++) {
                    int i = Math.min(from + n * GROUP, end - 1);
                    w[n] = state.get(t * size + i);
                    g[n] = gradient.get(t * parameters + i) * scale;
                    decay[n] = decayed.get(i);
                    m0[n] = state.get(t * size + parameters + i);
                }
                for (int n = 0; n < TOGETHER; n++) {
                    int i = from + n * GROUP;
                    if (i < end) {
                        int at = t * size + i;
                        float d = g[n] + decay[n] * l2 * w[n];
                        float shrink = 1f - decay[n] * shrinkage;
                        float v = own0 * m0[n] + d;
                        state.set(at + parameters, v);
                        state.set(at, w[n] * shrink - rate * (own1 * d + own2 * v));
                    }
                }
            }
        }
    }

    /// RMSProp: `s = decay s + rest g^2`, `m = momentum m + rate g / sqrt(s + epsilon)`, `w = w
    /// shrink - m`.
    static void rmsProp(
            KernelContext context,
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray losses,
            FloatArray partial,
            FloatArray hyper,
            IntArray control,
            FloatArray reports,
            int trials,
            int rows,
            int partials,
            int parameters,
            int size) {
        float scale =
                scale(context, losses, partial, hyper, control, reports, trials, rows, partials);
        int t = context.globalIdy;
        int h = (control.get(StepControl.NOW) * trials + t) * StepHyperparameters.COUNT;
        float active = hyper.get(h + StepHyperparameters.ACTIVE);
        float rate = hyper.get(h + StepHyperparameters.RATE);
        float l2 = hyper.get(h + StepHyperparameters.L2);
        float shrinkage = 1f - hyper.get(h + StepHyperparameters.SHRINK);
        float own0 = hyper.get(h + StepHyperparameters.OPTIMIZER);
        float own1 = hyper.get(h + StepHyperparameters.OPTIMIZER + 1);
        float own2 = hyper.get(h + StepHyperparameters.OPTIMIZER + 2);
        float own3 = hyper.get(h + StepHyperparameters.OPTIMIZER + 3);
        int first = context.groupIdx * OF_GROUP + context.localIdx;
        int end = Math.min(parameters, context.groupIdx * OF_GROUP + OF_GROUP);
        if (active > 0f) {
            for (int from = first; from < end; from += TOGETHER * GROUP) {
                float[] w = new float[TOGETHER];
                float[] g = new float[TOGETHER];
                float[] decay = new float[TOGETHER];
                float[] m0 = new float[TOGETHER];
                float[] m1 = new float[TOGETHER];
                for (int n = 0; n < TOGETHER; n++) {
                    int i = Math.min(from + n * GROUP, end - 1);
                    w[n] = state.get(t * size + i);
                    g[n] = gradient.get(t * parameters + i) * scale;
                    decay[n] = decayed.get(i);
                    m0[n] = state.get(t * size + parameters + i);
                    m1[n] = state.get(t * size + 2 * parameters + i);
                }
                for (int n = 0; n < TOGETHER; n++) {
                    int i = from + n * GROUP;
                    if (i < end) {
                        int at = t * size + i;
                        float d = g[n] + decay[n] * l2 * w[n];
                        float shrink = 1f - decay[n] * shrinkage;
                        float s = own0 * m0[n] + own1 * d * d;
                        state.set(at + parameters, s);
                        float move = own2 * m1[n] + rate * d / (float) Math.sqrt(s + own3);
                        state.set(at + 2 * parameters, move);
                        state.set(at, w[n] * shrink - move);
                    }
                }
            }
        }
    }

    /// Adam, AdamW and NAdam: `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`, `w =
    /// w shrink - rate (carried m + own g) / (sqrt(v) + floor)`.
    static void adam(
            KernelContext context,
            FloatArray state,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray losses,
            FloatArray partial,
            FloatArray hyper,
            IntArray control,
            FloatArray reports,
            int trials,
            int rows,
            int partials,
            int parameters,
            int size) {
        float scale =
                scale(context, losses, partial, hyper, control, reports, trials, rows, partials);
        int t = context.globalIdy;
        int h = (control.get(StepControl.NOW) * trials + t) * StepHyperparameters.COUNT;
        float active = hyper.get(h + StepHyperparameters.ACTIVE);
        float rate = hyper.get(h + StepHyperparameters.RATE);
        float l2 = hyper.get(h + StepHyperparameters.L2);
        float shrinkage = 1f - hyper.get(h + StepHyperparameters.SHRINK);
        float own0 = hyper.get(h + StepHyperparameters.OPTIMIZER);
        float own1 = hyper.get(h + StepHyperparameters.OPTIMIZER + 1);
        float own2 = hyper.get(h + StepHyperparameters.OPTIMIZER + 2);
        float own3 = hyper.get(h + StepHyperparameters.OPTIMIZER + 3);
        float own4 = hyper.get(h + StepHyperparameters.OPTIMIZER + 4);
        float own5 = hyper.get(h + StepHyperparameters.OPTIMIZER + 5);
        int first = context.groupIdx * OF_GROUP + context.localIdx;
        int end = Math.min(parameters, context.groupIdx * OF_GROUP + OF_GROUP);
        if (active > 0f) {
            for (int from = first; from < end; from += TOGETHER * GROUP) {
                float[] w = new float[TOGETHER];
                float[] g = new float[TOGETHER];
                float[] decay = new float[TOGETHER];
                float[] m0 = new float[TOGETHER];
                float[] m1 = new float[TOGETHER];
                for (int n = 0; n < TOGETHER; n++) {
                    int i = Math.min(from + n * GROUP, end - 1);
                    w[n] = state.get(t * size + i);
                    g[n] = gradient.get(t * parameters + i) * scale;
                    decay[n] = decayed.get(i);
                    m0[n] = state.get(t * size + parameters + i);
                    m1[n] = state.get(t * size + 2 * parameters + i);
                }
                for (int n = 0; n < TOGETHER; n++) {
                    int i = from + n * GROUP;
                    if (i < end) {
                        int at = t * size + i;
                        float d = g[n] + decay[n] * l2 * w[n];
                        float shrink = 1f - decay[n] * shrinkage;
                        float m = own0 * m0[n] + (1f - own0) * d;
                        float v = own1 * m1[n] + own2 * d * d;
                        state.set(at + parameters, m);
                        state.set(at + 2 * parameters, v);
                        float move = (own3 * m + own4 * d) / ((float) Math.sqrt(v) + own5);
                        state.set(at, w[n] * shrink - rate * move);
                    }
                }
            }
        }
    }

    /// Before the first of some steps: saves the state to `before`, or restores it, as
    /// [StepControl#ACTION] demands.
    static void saveOrRestore(
            KernelContext context,
            FloatArray state,
            FloatArray before,
            IntArray control,
            int count) {
        int i = context.globalIdx;
        if (i < count) {
            int action = control.get(StepControl.ACTION);
            if (action == 1) {
                before.set(i, state.get(i));
            }
            if (action == 2) {
                state.set(i, before.get(i));
            }
        }
    }

    /// Reads and writes one element: TornadoVM fetches only what a task uses.
    static void touch(KernelContext context, FloatArray array) {
        int i = context.globalIdx;
        if (i < 1) {
            array.set(i, array.get(i));
        }
    }

    /// Copies a trial's row of the state: into it for `where[1]` = 1, from it otherwise.
    static void exchange(
            KernelContext context, FloatArray state, FloatArray row, IntArray where, int size) {
        int i = context.globalIdx;
        if (i < size) {
            int at = where.get(0) * size + i;
            if (where.get(1) == 1) {
                state.set(at, row.get(i));
            } else {
                row.set(i, state.get(at));
            }
        }
    }
}
