package io.tunebook.kernels.cpu;

/// The mean over the classes of the squared difference between output and target.
final class SquaredError {

    private SquaredError() {}

    /// Computes the loss of one row of outputs, and writes the gradient of `share` times the loss.
    /// Targets are those of [Softmax#lossAndGradient].
    static double lossAndGradient(
            Volume outputs,
            int row,
            int classes,
            int label,
            double smoothing,
            float share,
            Volume delta) {
        double loss = 0;
        float factor = 2 * share / classes;
        for (int c = 0; c < classes; c++) {
            float target = (float) (smoothing / classes + (c == label ? 1 - smoothing : 0));
            int at = outputs.at(row, c);
            float off = outputs.data[at] - target;
            loss += (double) off * off;
            delta.data[at] = off * factor;
        }
        return loss / classes;
    }

    /// The loss of one row.
    static double loss(Volume outputs, int row, int classes, int label) {
        double loss = 0;
        for (int c = 0; c < classes; c++) {
            double off = outputs.data[outputs.at(row, c)] - (c == label ? 1 : 0);
            loss += off * off;
        }
        return loss / classes;
    }
}
