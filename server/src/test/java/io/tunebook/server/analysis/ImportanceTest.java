package io.tunebook.server.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    /// Of `4a + 2b` the variances are 16/12 and 4/12.
    @Test
    void ofALinearFunctionTheSharesAreThoseOfItsSlopes() {
        Importance found = of(300, x -> 4 * x[0] + 2 * x[1]);
        assertThat(share(found.single(), "a")).isCloseTo(0.8, within(0.06));
        assertThat(share(found.single(), "b")).isCloseTo(0.2, within(0.06));
        assertThat(share(found.single(), "c")).isLessThan(0.02);
        assertThat(found.single().getFirst().parameters()).containsExactly("a");
    }

    /// Of `(a - 1/2)(b - 1/2)` neither explains anything alone.
    @Test
    void whatMattersOnlyTogetherIsFoundAsAPair() {
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

    @Test
    void aFunctionThatNeverChangesHasNoImportance() {
        assertThat(of(50, x -> 1).single()).isEmpty();
    }
}
