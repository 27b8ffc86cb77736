package io.tunebook.server.playbook.decision;

/// Student's distribution for an integer number of degrees of freedom, as a finite sum (Abramowitz
/// and Stegun 1964, 26.7.3 and 26.7.4). A mixture evaluates it some hundred times for one quantile.
final class StudentCdf {
    private StudentCdf() {}

    /// The probability of a value of at most `t`.
    ///
    /// @param freedom 1 or more
    static double at(double t, int freedom) {
        double angle = Math.atan(t / Math.sqrt(freedom));
        double cosine = Math.cos(angle);
        double square = cosine * cosine;
        boolean odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = freedom == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
            term *= square * (k - 1) / k;
            sum += term;
        }
        double central =
                odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
        return 0.5 + central / 2;
    }
}
