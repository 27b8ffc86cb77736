package io.tunebook.kernels.data;

/// Scales the features of a table to [0, 1], by the rule in [CsvDataset].
final class CsvScale {

    private CsvScale() {}

    /// Scales `values`, rows of `inputs` columns, in place.
    static void apply(float[] values, int inputs) {
        for (int column = 0; column < inputs; column++) {
            stretch(values, column, inputs);
        }
    }

    private static void stretch(float[] values, int column, int inputs) {
        float smallest = Float.POSITIVE_INFINITY;
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = column; i < values.length; i += inputs) {
            smallest = Math.min(smallest, values[i]);
            largest = Math.max(largest, values[i]);
        }
        double range = (double) largest - smallest;
        for (int i = column; i < values.length; i += inputs) {
            values[i] = range == 0 ? 0 : (float) (((double) values[i] - smallest) / range);
        }
    }
}
