package io.tunebook.server.playbook.analysis;

/// Constants that were calibrated at some numbers of trials.
final class Interpolation {
    private Interpolation() {}

    /// The value at `n`, linear in its logarithm between two entries and constant beyond the ends.
    ///
    /// @param table pairs of a number of trials and its value, by rising numbers
    static double onLog(double[][] table, int n) {
        if (n <= table[0][0]) {
            return table[0][1];
        }
        for (int i = 1; i < table.length; i++) {
            if (n <= table[i][0]) {
                double share =
                        Math.log(n / table[i - 1][0]) / Math.log(table[i][0] / table[i - 1][0]);
                return table[i - 1][1] + share * (table[i][1] - table[i - 1][1]);
            }
        }
        return table[table.length - 1][1];
    }
}
