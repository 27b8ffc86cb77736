package io.tunebook.bench.verdicts;

import io.tunebook.events.Domain;
import io.tunebook.events.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The functions on which shares of importance are measured.
final class KnownFunctions {
    private static final Domain REAL = new Domain.Linear(0, 2);
    private static final Domain LOG = new Domain.Log(1e-4, 1);
    private static final Domain FOUR = choice(4);
    private static final Domain SIX = choice(6);

    /// Effects of the values of a choice: no value's neighbours resemble it.
    private static final double[] OF_FOUR = {0.3, -1, 1.2, -0.2};

    private static final double[] OF_SIX = {1, -0.7, 0.2, -1.2, 0.9, -0.1};

    private KnownFunctions() {}

    private static Domain choice(int values) {
        return new Domain.Categorical(
                IntStream.range(0, values).mapToObj(i -> (Value) new Value.Text("v" + i)).toList());
    }

    private static Value text(int i) {
        return new Value.Text("v" + i);
    }

    private static double square(double x) {
        return x * x;
    }

    /// By what is special about their hyperparameters.
    static Map<String, KnownFunction> all() {
        Map<String, KnownFunction> all = new LinkedHashMap<>();
        all.put(
                "float",
                new KnownFunction()
                        .with("rate", LOG, u -> 12 * square(u - 0.35) * (u < 0.35 ? 0.4 : 1))
                        .with("decay", LOG, u -> 1.6 * u)
                        .with("momentum", REAL, u -> 0.8 * Math.sin(4 * u))
                        .with("none", REAL, _ -> 0));
        all.put(
                "float with a cliff",
                new KnownFunction()
                        .with("rate", LOG, u -> u > 0.7 ? 2 : 0)
                        .with("decay", LOG, u -> 1.6 * u)
                        .with("momentum", REAL, u -> 1.5 * square(u))
                        .with("none", REAL, _ -> 0));
        all.put(
                "int",
                new KnownFunction()
                        .with("rate", LOG, u -> 4 * square(u - 0.6))
                        .with("layers", new Domain.Int(1, 4), x -> 0.3 * x)
                        .with("units", new Domain.LogInt(4, 256), x -> 0.4 * Math.log(x + 4))
                        .with("warmup", new Domain.Int(0, 1), x -> 0.4 * x)
                        .with("none", REAL, _ -> 0));
        all.put(
                "unordered choices of 4 and 6",
                new KnownFunction()
                        .with("activation", FOUR, x -> 0.9 * OF_FOUR[(int) x])
                        .with("schedule", SIX, x -> 0.6 * OF_SIX[(int) x])
                        .with("rate", LOG, u -> 1.2 * u)
                        .with("none", SIX, _ -> 0));
        all.put(
                "conditional",
                new KnownFunction()
                        .with("rate", LOG, u -> 4 * square(u - 0.5))
                        .with("optimizer", choice(2), x -> 1.2 * x)
                        .when("optimizer", text(0), "momentum", REAL, u -> 1.5 * u)
                        .when("optimizer", text(1), "beta", REAL, u -> 2.5 * square(u - 0.4)));
        all.put(
                "constant",
                new KnownFunction()
                        .with("rate", LOG, u -> 5 * square(u - 0.5))
                        .with("batch", new Domain.Fixed(new Value.Int(64)), _ -> 0)
                        .with("decay", LOG, u -> 0.8 * u)
                        .with("activation", FOUR, x -> 0.2 * OF_FOUR[(int) x]));
        all.put(
                "product of two",
                new KnownFunction()
                        .with("rate", LOG, u -> 5 * square(u - 0.5))
                        .with("decay", LOG, u -> u)
                        .with("activation", FOUR, x -> 0.3 * OF_FOUR[(int) x])
                        .with("none", REAL, _ -> 0)
                        .productOf("rate", "decay", 0.2));
        return all;
    }

    /// Six hyperparameters of every kind, each with an effect of its own or none.
    static KnownFunction additive() {
        return new KnownFunction()
                .with("rate", LOG, u -> 4 * square(u - 0.4))
                .with("decay", LOG, u -> u)
                .with("momentum", REAL, u -> 0.8 * Math.sin(3 * u))
                .with("activation", FOUR, x -> 0.4 * OF_FOUR[(int) x])
                .with("layers", new Domain.Int(1, 8), _ -> 0)
                .with("dropout", REAL, _ -> 0);
    }

    /// The same, where momentum has a tenth of the variance.
    static KnownFunction small() {
        KnownFunction rest =
                new KnownFunction()
                        .with("rate", LOG, u -> 4 * square(u - 0.4))
                        .with("decay", LOG, u -> u)
                        .with("activation", FOUR, x -> 0.4 * OF_FOUR[(int) x])
                        .with("dropout", REAL, _ -> 0);
        double slope = Math.sqrt(12 * rest.variance() / 9);
        return rest.with("momentum", REAL, u -> slope * u);
    }

    /// The same with a cliff, behind which the noise is larger.
    static KnownFunction cliff() {
        return additive().with("warmup", REAL, u -> u > 0.75 ? 2 : 0);
    }

    /// Hyperparameters of every kind without any effect.
    static KnownFunction noise(int dimensions) {
        List<Domain> domains =
                List.of(LOG, REAL, FOUR, new Domain.Int(1, 4), SIX, new Domain.LogInt(8, 512));
        KnownFunction f = new KnownFunction();
        for (int d = 0; d < dimensions; d++) {
            f.with("p" + d, domains.get(d % domains.size()), _ -> 0);
        }
        return f;
    }
}
