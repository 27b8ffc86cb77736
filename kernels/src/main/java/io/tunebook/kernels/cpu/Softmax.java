package io.tunebook.kernels.cpu;

/// Softmax cross-entropy over rows of logits. The largest logit is subtracted first, so that no
/// exponential overflows.
final class Softmax {

    private Softmax() {}

    /// Computes the loss of one row of logits, and writes the gradient of `share` times the loss.
    ///
    /// The target is `1 - smoothing` on the label plus `smoothing / classes` on every class.
    static double lossAndGradient(
            Volume logits,
            int row,
            int classes,
            int label,
            double smoothing,
            float share,
            Volume delta) {
        float spread = (float) (smoothing / classes);
        float largest = largest(logits, row, classes);
        double loss = 0;
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            int at = logits.at(row, c);
            float below = logits.data[at] - largest;
            double target = spread + (c == label ? 1 - smoothing : 0);
            loss -= target * below;
            float e = Exponential.exp(below);
            delta.data[at] = e;
            sum += e;
        }
        float on = (float) (1 - smoothing) + spread;
        for (int c = 0; c < classes; c++) {
            float target = c == label ? on : spread;
            int at = logits.at(row, c);
            delta.data[at] = (delta.data[at] / sum - target) * share;
        }
        return loss + StrictMath.log(sum);
    }

    /// The cross-entropy of one row in nats.
    static double loss(Volume logits, int row, int classes, int label) {
        float largest = largest(logits, row, classes);
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Exponential.exp(logits.data[logits.at(row, c)] - largest);
        }
        return StrictMath.log(sum) - (logits.data[logits.at(row, label)] - largest);
    }

    private static float largest(Volume logits, int row, int classes) {
        float largest = logits.data[logits.at(row, 0)];
        for (int c = 1; c < classes; c++) {
            largest = Math.max(largest, logits.data[logits.at(row, c)]);
        }
        return largest;
    }
}
