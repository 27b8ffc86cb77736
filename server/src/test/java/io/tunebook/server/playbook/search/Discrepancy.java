package io.tunebook.server.playbook.search;

/// The squared centred L2 discrepancy (F. J. Hickernell, 1998), a measure of unevenness.
final class Discrepancy {
    private Discrepancy() {}

    /// @param x `n` points of `s` coordinates
    static double of(double[][] x) {
        int n = x.length;
        int s = x[0].length;
        double single = 0;
        double pairs = 0;
        for (int i = 0; i < n; i++) {
            double product = 1;
            for (int d = 0; d < s; d++) {
                double a = Math.abs(x[i][d] - 0.5);
                product *= 1 + a / 2 - a * a / 2;
            }
            single += product;
            for (int j = 0; j < n; j++) {
                double pair = 1;
                for (int d = 0; d < s; d++) {
                    pair *=
                            1
                                    + Math.abs(x[i][d] - 0.5) / 2
                                    + Math.abs(x[j][d] - 0.5) / 2
                                    - Math.abs(x[i][d] - x[j][d]) / 2;
                }
                pairs += pair;
            }
        }
        return Math.pow(13.0 / 12, s) - 2.0 / n * single + pairs / ((double) n * n);
    }
}
