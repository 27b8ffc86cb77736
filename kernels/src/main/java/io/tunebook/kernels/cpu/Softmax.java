package io.tunebook.kernels.cpu;

/// Softmax cross-entropy over rows of logits. The largest logit is subtracted first, so that no
/// exponential overflows.
final class Softmax {

    private static final int PANEL = Matrix.PANEL;

    private Softmax() {}

    /// Computes the loss of one row of logits, and writes the gradient of `share` times the loss.
    ///
    /// The target is `1 - smoothing` on the label plus `smoothing / classes` on every class.
    static double lossAndGradient(
            Products products,
            Volume logits,
            int row,
            int classes,
            int label,
            double smoothing,
            float share,
            Volume delta) {
        float largest = largest(products, logits, row, classes);
        float sum = 0;
        for (int first = 0; first < classes; first += PANEL) {
            int at = logits.at(row, first);
            products.exponentials(logits.data, largest, delta.data, at);
            int end = at + Math.min(PANEL, classes - first);
            for (int i = at; i < end; i++) {
                sum += delta.data[i];
            }
        }
        float spread = (float) (smoothing / classes);
        float on = (float) (1 - smoothing) + spread;
        int own = logits.at(row, label);
        float ofLabel = (delta.data[own] / sum - on) * share;
        for (int first = 0; first < classes; first += PANEL) {
            int count = Math.min(PANEL, classes - first);
            products.shares(delta.data, logits.at(row, first), count, sum, spread, share);
        }
        delta.data[own] = ofLabel;
        double off = (1 - smoothing) * (logits.data[own] - largest);
        for (int c = 0; spread > 0 && c < classes; c++) {
            off += (double) spread * (logits.data[logits.at(row, c)] - largest);
        }
        return StrictMath.log(sum) - off;
    }

    /// The cross-entropy of one row in nats.
    static double loss(Products products, Volume logits, int row, int classes, int label) {
        float largest = largest(products, logits, row, classes);
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Exponential.exp(logits.data[logits.at(row, c)] - largest);
        }
        return StrictMath.log(sum) - (logits.data[logits.at(row, label)] - largest);
    }

    private static float largest(Products products, Volume logits, int row, int classes) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int first = 0; first < classes; first += PANEL) {
            int count = Math.min(PANEL, classes - first);
            int at = logits.at(row, first);
            largest = Math.max(largest, products.largest(logits.data, at, count));
        }
        return largest;
    }
}
