package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Functions with known minima, for the comparison of searches.
enum Landscapes {
    /// F. H. Branin, as in Dixon and Szegő (1978).
    BRANIN(0.39788735772973816) {
        @Override
        SearchSpace space() {
            return new SearchSpace(
                    List.of(
                            Parameter.always("x1", new Domain.Linear(-5, 10)),
                            Parameter.always("x2", new Domain.Linear(0, 15))));
        }

        @Override
        double value(Configuration c) {
            double x = number(c, "x1");
            double y = number(c, "x2");
            double a = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
            return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
        }
    },
    /// J. K. Hartman (1973), six dimensions.
    HARTMANN6(-3.32236801141551) {
        @Override
        SearchSpace space() {
            List<Parameter> parameters = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                parameters.add(Parameter.always("x" + i, new Domain.Linear(0, 1)));
            }
            return new SearchSpace(parameters);
        }

        @Override
        double value(Configuration c) {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                double inner = 0;
                for (int j = 0; j < 6; j++) {
                    double d = number(c, "x" + (j + 1)) - P[i][j] * 1e-4;
                    inner += A[i][j] * d * d;
                }
                sum += ALPHA[i] * Math.exp(-inner);
            }
            return -sum;
        }
    },
    /// Two optimizers with separate learning rates (PB-16), one with a momentum, the other with a
    /// depth and a decay with local minima.
    CONDITIONAL(0) {
        @Override
        SearchSpace space() {
            Value a = new Value.Text("a");
            Value b = new Value.Text("b");
            var underA = new Parameter.Condition("optimizer", a);
            var underB = new Parameter.Condition("optimizer", b);
            return new SearchSpace(
                    List.of(
                            Parameter.always("optimizer", new Domain.Categorical(List.of(a, b))),
                            new Parameter("rate", new Domain.Log(1e-4, 10), underA),
                            new Parameter("momentum", new Domain.Linear(0, 1), underA),
                            new Parameter("rate", new Domain.Log(1e-6, 0.1), underB),
                            new Parameter("decay", new Domain.Linear(0, 1), underB),
                            new Parameter("depth", new Domain.Int(1, 6), underB)));
        }

        @Override
        double value(Configuration c) {
            double rate = Math.log10(number(c, "rate"));
            if ("a".equals(String.valueOf(c.values().get("optimizer")))) {
                double m = number(c, "momentum") - 0.7;
                return 0.05 + (rate + 1.3) * (rate + 1.3) / 4 + 2 * m * m;
            }
            double d = number(c, "decay") - 0.2;
            return (rate + 3.4) * (rate + 3.4) / 4
                    + 3 * d * d
                    + 0.1 * (1 - Math.cos(6 * Math.PI * d))
                    + 0.05 * Math.abs(number(c, "depth") - 4);
        }
    };

    private static final double[] ALPHA = {1, 1.2, 3, 3.2};
    private static final double[][] A = {
        {10, 3, 17, 3.5, 1.7, 8},
        {0.05, 10, 17, 0.1, 8, 14},
        {3, 3.5, 1.7, 10, 17, 8},
        {17, 8, 0.05, 10, 0.1, 14}
    };
    private static final double[][] P = {
        {1312, 1696, 5569, 124, 8283, 5886},
        {2329, 4135, 8307, 3736, 1004, 9991},
        {2348, 1451, 3522, 2883, 3047, 6650},
        {4047, 8828, 8732, 5743, 1091, 381}
    };

    /// The global minimum.
    final double lowest;

    Landscapes(double lowest) {
        this.lowest = lowest;
    }

    abstract SearchSpace space();

    abstract double value(Configuration c);

    private static double number(Configuration c, String name) {
        return Objects.requireNonNull(c.values().get(name)).number();
    }
}
