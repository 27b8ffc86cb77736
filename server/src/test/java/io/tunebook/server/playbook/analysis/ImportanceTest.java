package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static Importance of(int trials, ToDoubleFunction<double[]> f) {
        Random random = new Random(17);
        double[][] x = new double[trials][3];
        double[] y = new double[trials];
        for (int i = 0; i < trials; i++) {
            for (int c = 0; c < 3; c++) {
                x[i][c] = random.nextDouble();
            }
            y[i] = f.applyAsDouble(x[i]);
        }
        return Importance.of(x, y, NAMES);
    }

    private static double share(List<Importance.Share> shares, String... names) {
        return shares.stream()
                .filter(s -> s.parameters().equals(List.of(names)))
                .findFirst()
                .orElseThrow()
                .share();
    }

    /// The variances of `4a + 2b` are 16/12 and 4/12.
    @Test
    void theSharesOfALinearFunctionFollowItsSlopes() {
        Importance found = of(300, x -> 4 * x[0] + 2 * x[1]);
        assertThat(share(found.single(), "a")).isCloseTo(0.8, within(0.06));
        assertThat(share(found.single(), "b")).isCloseTo(0.2, within(0.06));
        assertThat(share(found.single(), "c")).isLessThan(0.02);
        assertThat(found.single().getFirst().parameters()).containsExactly("a");
    }

    /// In `(a - 1/2)(b - 1/2)` neither explains anything alone.
    @Test
    void anInteractionIsFoundAsAPair() {
        Importance found = of(300, x -> (x[0] - 0.5) * (x[1] - 0.5));
        assertThat(share(found.pairs(), "a", "b")).isGreaterThan(0.5);
        assertThat(share(found.pairs(), "a", "c")).isLessThan(0.1);
    }

    @Test
    void theSharesOfATreeWithTwoLeavesAreExact() {
        var low = new double[] {0, 0};
        var high = new double[] {1, 1};
        Variances v =
                Variances.of(
                        List.of(
                                new RegressionTree.Leaf(low, new double[] {0.25, 1}, 4),
                                new RegressionTree.Leaf(new double[] {0.25, 0}, high, 0)),
                        2);
        // A step of 4 at a quarter: mean 1, variance 3.
        assertThat(v.total()).isCloseTo(3, within(1e-12));
        assertThat(v.single()[0]).isCloseTo(3, within(1e-12));
        assertThat(v.single()[1]).isCloseTo(0, within(1e-12));
        assertThat(v.pairs()[0][1]).isCloseTo(0, within(1e-12));
    }

    /// Optuna 5.0.0's `FanovaImportanceEvaluator`, 64 trees, mean of ten seeds, on the same 120
    /// trials gives 0.821, 0.094 and 0.085 of what single hyperparameters explain.
    @Test
    void theSharesEqualOptunasOnTheSameTrials() throws IOException {
        List<double[]> rows;
        try (InputStream in = ImportanceTest.class.getResourceAsStream("importance-trials.csv")) {
            rows =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(l ->
                                    Arrays.stream(l.split(",", -1))
                                            .mapToDouble(Double::parseDouble)
                                            .toArray())
                            .toList();
        }
        Importance found =
                Importance.of(
                        rows.stream().map(r -> Arrays.copyOf(r, 3)).toArray(double[][]::new),
                        rows.stream().mapToDouble(r -> r[3]).toArray(),
                        NAMES);
        double all = found.single().stream().mapToDouble(Importance.Share::share).sum();
        assertThat(share(found.single(), "a") / all).isCloseTo(0.821, within(0.03));
        assertThat(share(found.single(), "b") / all).isCloseTo(0.094, within(0.03));
        assertThat(share(found.single(), "c") / all).isCloseTo(0.085, within(0.03));
    }

    @Test
    void aConstantFunctionHasNoImportance() {
        assertThat(of(50, x -> 1).single()).isEmpty();
    }
}
