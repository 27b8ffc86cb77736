package io.tunebook.kernels.cpu;

/// Softmax cross-entropy over rows of logits. The largest logit is taken away first, so that no
/// exponential overflows.
final class Softmax {

    private Softmax() {}

    /// Turns logits `[rows][classes]` into the gradient of the mean loss by them, in place, and
    /// returns the mean loss.
    ///
    /// The target of a row is `1 - smoothing` on its label plus `smoothing / classes` on every
    /// class.
    static double lossAndDeltas(Matrix logits, int[] labels, int rows, double smoothing) {
        int classes = logits.columns;
        float spread = (float) (smoothing / classes);
        float share = 1f / rows;
        double total = 0;
        for (int row = 0; row < rows; row++) {
            float largest = largest(logits, row);
            double loss = 0;
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                float below = logits.get(row, c) - largest;
                double target = spread + (c == labels[row] ? 1 - smoothing : 0);
                loss -= target * below;
                float e = Exponential.exp(below);
                logits.set(row, c, e);
                sum += e;
            }
            total += loss + StrictMath.log(sum);
            float on = (float) (1 - smoothing) + spread;
            for (int c = 0; c < classes; c++) {
                float target = c == labels[row] ? on : spread;
                logits.set(row, c, (logits.get(row, c) / sum - target) * share);
            }
        }
        return total / rows;
    }

    /// The cross-entropy of one row in nats.
    static double loss(Matrix logits, int row, int label) {
        float largest = largest(logits, row);
        float sum = 0;
        for (int c = 0; c < logits.columns; c++) {
            sum += Exponential.exp(logits.get(row, c) - largest);
        }
        return StrictMath.log(sum) - (logits.get(row, label) - largest);
    }

    /// Whether the label's logit is larger than every other: a tie or a NaN counts as wrong.
    static boolean right(Matrix logits, int row, int label) {
        float own = logits.get(row, label);
        for (int c = 0; c < logits.columns; c++) {
            if (c != label && !(own > logits.get(row, c))) {
                return false;
            }
        }
        return true;
    }

    private static float largest(Matrix logits, int row) {
        float largest = logits.get(row, 0);
        for (int c = 1; c < logits.columns; c++) {
            largest = Math.max(largest, logits.get(row, c));
        }
        return largest;
    }
}
