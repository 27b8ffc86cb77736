package io.tunebook.kernels.cpu;

/// Softmax cross-entropy over rows of logits. The largest logit is subtracted first, so that no
/// exponential overflows.
final class Softmax {

    private Softmax() {}

    /// Computes the loss of one row, whose logits are `classes` floats from `at`, and writes the
    /// gradient of `share` times the loss.
    ///
    /// The target is `1 - smoothing` on the label plus `smoothing / classes` on every class.
    static double lossAndGradient(
            float[] logits,
            int at,
            int classes,
            int label,
            double smoothing,
            float share,
            float[] delta) {
        float spread = (float) (smoothing / classes);
        float largest = largest(logits, at, classes);
        double loss = 0;
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            float below = logits[at + c] - largest;
            double target = spread + (c == label ? 1 - smoothing : 0);
            loss -= target * below;
            float e = Exponential.exp(below);
            delta[at + c] = e;
            sum += e;
        }
        float on = (float) (1 - smoothing) + spread;
        for (int c = 0; c < classes; c++) {
            float target = c == label ? on : spread;
            delta[at + c] = (delta[at + c] / sum - target) * share;
        }
        return loss + StrictMath.log(sum);
    }

    /// The cross-entropy of one row in nats.
    static double loss(float[] logits, int at, int classes, int label) {
        float largest = largest(logits, at, classes);
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Exponential.exp(logits[at + c] - largest);
        }
        return StrictMath.log(sum) - (logits[at + label] - largest);
    }

    private static float largest(float[] logits, int at, int classes) {
        float largest = logits[at];
        for (int c = 1; c < classes; c++) {
            largest = Math.max(largest, logits[at + c]);
        }
        return largest;
    }
}
