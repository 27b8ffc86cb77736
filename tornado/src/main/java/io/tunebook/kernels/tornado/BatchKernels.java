package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// The kernels at both ends of a batch: loading its rows and computing its losses.
final class BatchKernels {

    private BatchKernels() {}

    /// Reads and writes one element of each array: TornadoVM transfers only what a task uses.
    static void touch(
            KernelContext context,
            IntArray order,
            FloatArray hyper,
            LongArray dropout,
            IntArray active,
            FloatArray reports,
            FloatArray features,
            IntArray labels) {
        int i = context.globalIdx;
        if (i < 1) {
            order.set(i, order.get(i));
            hyper.set(i, hyper.get(i));
            dropout.set(i, dropout.get(i));
            active.set(i, active.get(i));
            reports.set(i, reports.get(i));
            features.set(i, features.get(i));
            labels.set(i, labels.get(i));
        }
    }

    /// `x[trial][row][input] = features[order[slot][trial][row]][input]`: loads the minibatch of
    /// each trial from the dataset on the device. The first kernel of a step where the first layer
    /// is not dense: see [StepControl].
    ///
    /// @param orderOfTrial row numbers of a trial in `order`; 0 if all trials have the same
    static void gather(
            KernelContext context,
            FloatArray features,
            IntArray order,
            IntArray control,
            IntArray active,
            FloatArray x,
            int trials,
            int rows,
            int inputs,
            int orderOfTrial) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int k = context.globalIdx;
        if (t < trials && r < rows && k < inputs) {
            int slot = control.get(StepControl.NEXT);
            if (t + r + k == 0) {
                control.set(StepControl.NOW, slot);
            }
            if (active.get(t) == 1) {
                int source = order.get((slot * trials + t) * orderOfTrial + r);
                x.set((t * rows + r) * inputs + k, features.get(source * inputs + k));
            }
        }
    }

    /// Softmax cross-entropy: `losses[trial][row]` in nats, and the gradient of their mean with
    /// respect to the logits, `dz[trial][row][class]`. The largest logit is subtracted first.
    static void crossEntropy(
            KernelContext context,
            FloatArray z,
            IntArray labels,
            IntArray order,
            IntArray control,
            FloatArray hyper,
            FloatArray dz,
            FloatArray losses,
            int trials,
            int rows,
            int classes) {
        int t = context.globalIdy;
        int r = context.globalIdx;
        if (t < trials && r < rows) {
            int from = (t * rows + r) * classes;
            int own = control.get(StepControl.NOW) * trials + t;
            int label = labels.get(order.get(own * rows + r));
            float smoothing =
                    hyper.get(own * StepHyperparameters.COUNT + StepHyperparameters.SMOOTHING);
            float spread = smoothing / classes;
            float largest = z.get(from);
            for (int c = 1; c < classes; c++) {
                largest = Math.max(largest, z.get(from + c));
            }
            float sum = 0f;
            float loss = 0f;
            for (int c = 0; c < classes; c++) {
                float below = z.get(from + c) - largest;
                float target = spread;
                if (c == label) {
                    target = spread + 1f - smoothing;
                }
                loss -= target * below;
                float e = (float) Math.exp(below);
                dz.set(from + c, e);
                sum += e;
            }
            for (int c = 0; c < classes; c++) {
                float target = spread;
                if (c == label) {
                    target = spread + 1f - smoothing;
                }
                dz.set(from + c, (dz.get(from + c) / sum - target) / rows);
            }
            losses.set(t * rows + r, loss + (float) Math.log(sum));
        }
    }

    /// Mean squared error over the classes; otherwise the same as [#crossEntropy].
    static void squaredError(
            KernelContext context,
            FloatArray z,
            IntArray labels,
            IntArray order,
            IntArray control,
            FloatArray hyper,
            FloatArray dz,
            FloatArray losses,
            int trials,
            int rows,
            int classes) {
        int t = context.globalIdy;
        int r = context.globalIdx;
        if (t < trials && r < rows) {
            int from = (t * rows + r) * classes;
            int own = control.get(StepControl.NOW) * trials + t;
            int label = labels.get(order.get(own * rows + r));
            float smoothing =
                    hyper.get(own * StepHyperparameters.COUNT + StepHyperparameters.SMOOTHING);
            float loss = 0f;
            for (int c = 0; c < classes; c++) {
                float target = smoothing / classes;
                if (c == label) {
                    target = smoothing / classes + 1f - smoothing;
                }
                float off = z.get(from + c) - target;
                loss += off * off;
                dz.set(from + c, off * 2f / rows / classes);
            }
            losses.set(t * rows + r, loss / classes);
        }
    }

    /// Evaluation of the same rows by every trial: each row's cross-entropy, and
    /// `correct[trial][row]` 1 if the label's logit is larger than every other (a tie or a NaN is
    /// wrong).
    static void evaluateCrossEntropy(
            KernelContext context,
            FloatArray z,
            IntArray labels,
            IntArray order,
            FloatArray losses,
            IntArray correct,
            int trials,
            int rows,
            int classes) {
        int t = context.globalIdy;
        int r = context.globalIdx;
        if (t < trials && r < rows) {
            int from = (t * rows + r) * classes;
            int label = labels.get(order.get(r));
            float own = z.get(from + label);
            float largest = z.get(from);
            int beaten = 0;
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, z.get(from + c));
                if (own > z.get(from + c)) {
                    beaten = beaten + 1;
                }
            }
            float sum = 0f;
            for (int c = 0; c < classes; c++) {
                sum += (float) Math.exp(z.get(from + c) - largest);
            }
            losses.set(t * rows + r, (float) Math.log(sum) - (own - largest));
            int isCorrect = 0;
            if (beaten == classes - 1) {
                isCorrect = 1;
            }
            correct.set(t * rows + r, isCorrect);
        }
    }

    /// The same as [#evaluateCrossEntropy] with the mean squared error.
    static void evaluateSquaredError(
            KernelContext context,
            FloatArray z,
            IntArray labels,
            IntArray order,
            FloatArray losses,
            IntArray correct,
            int trials,
            int rows,
            int classes) {
        int t = context.globalIdy;
        int r = context.globalIdx;
        if (t < trials && r < rows) {
            int from = (t * rows + r) * classes;
            int label = labels.get(order.get(r));
            float own = z.get(from + label);
            float loss = 0f;
            int beaten = 0;
            for (int c = 0; c < classes; c++) {
                float off = z.get(from + c);
                if (c == label) {
                    off = off - 1f;
                }
                loss += off * off;
                if (own > z.get(from + c)) {
                    beaten = beaten + 1;
                }
            }
            losses.set(t * rows + r, loss / classes);
            int isCorrect = 0;
            if (beaten == classes - 1) {
                isCorrect = 1;
            }
            correct.set(t * rows + r, isCorrect);
        }
    }
}
