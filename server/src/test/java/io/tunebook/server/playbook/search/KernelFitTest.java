package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFitTest {
    private static final GaussianProcess.Distance DISTANCE = (c, a, b) -> (a - b) * (a - b);
    private static final KernelFit.Noise NOISE = new KernelFit.Noise(-4, 1.5);

    private static double[][] points(int n, int d) {
        Sobol sobol = new Sobol(d, 3);
        double[][] x = new double[n][];
        for (int i = 0; i < n; i++) {
            x[i] = sobol.point(i);
        }
        return x;
    }

    /// A wave of variance 1, with noise.
    private static double[] values(double[][] x, double noise) {
        return values(x, noise, 7);
    }

    private static double[] values(double[][] x, double noise, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.sqrt(2) * Math.sin(6 * x[i][0] + 2 * x[i][1]);
            y[i] += noise * random.nextGaussian();
        }
        return y;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.6})
    void itFindsTheNoise(double noise) {
        double[][] x = points(60, 2);
        double found = 0;
        for (long seed = 1; seed <= 4; seed++) {
            double[] y = values(x, noise, seed);
            found += Math.sqrt(KernelFit.of(x, y, DISTANCE, NOISE).noise()) / 4;
        }
        assertThat(found / noise).isBetween(0.7, 1.3);
    }

    @Test
    void aFunctionWithoutNoiseIsInterpolated() {
        double[][] x = points(40, 2);
        double[] y = values(x, 0);
        Matern kernel = KernelFit.of(x, y, DISTANCE, NOISE);
        assertThat(kernel.noise()).isLessThan(1e-3);
        GaussianProcess process = new GaussianProcess(x, y, DISTANCE, kernel);
        assertThat(process.at(x[5]).mean()).isCloseTo(y[5], within(0.02));
    }

    @Test
    void repeatedConfigurationsShowTheNoise() {
        double[][] once = points(12, 2);
        double[][] x = new double[36][];
        for (int i = 0; i < x.length; i++) {
            x[i] = once[i / 3];
        }
        double found = KernelFit.of(x, values(x, 0.5), DISTANCE, NOISE).noise();
        assertThat(Math.sqrt(found)).isBetween(0.35, 0.7);
    }

    @Test
    void theGradientIsThatOfTheLogPosterior() {
        double[][] x = points(15, 3);
        KernelFit fit = new KernelFit(x, values(x, 0.2), DISTANCE, NOISE);
        double[] at = {-1, -0.5, 0.2, 0.3, -3};
        double[] gradient = new double[at.length];
        fit.logPosterior(at, gradient);
        for (int i = 0; i < at.length; i++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            double[] unused = new double[at.length];
            double slope = (fit.logPosterior(up, unused) - fit.logPosterior(down, unused)) / 2e-5;
            assertThat(gradient[i]).isCloseTo(slope, within(1e-4 * (1 + Math.abs(slope))));
        }
    }

    @Test
    void aFactorSolvesAndInverts() {
        double[][] matrix = {{4, 2, 0.6}, {2, 5, 1}, {0.6, 1, 3}};
        double[][] copy = {matrix[0].clone(), matrix[1].clone(), matrix[2].clone()};
        Cholesky factor = Objects.requireNonNull(Cholesky.of(copy));
        double[] b = {1, 2, 3};
        double[] solved = factor.backward(factor.forward(b));
        double[][] inverse = factor.inverse();
        for (int i = 0; i < 3; i++) {
            double product = 0;
            double row = 0;
            for (int j = 0; j < 3; j++) {
                product += matrix[i][j] * solved[j];
                row += inverse[Math.max(i, j)][Math.min(i, j)] * b[j];
            }
            assertThat(product).isCloseTo(b[i], within(1e-12));
            assertThat(row).isCloseTo(solved[i], within(1e-12));
        }
        assertThat(Cholesky.of(new double[][] {{1, 2}, {2, 1}})).isNull();
    }

    @Test
    void aModelOfManyTrialsHasABoundedNumberOfPoints() {
        double[][] x = points(1_000, 2);
        Matern kernel = new Matern(new double[] {1, 1}, 1, 0.1);
        double[] centre = {0.5, 0.5};
        List<Integer> chosen = Nearby.around(centre, x, DISTANCE, kernel);
        assertThat(chosen).hasSize(Nearby.MAX_MODEL).doesNotHaveDuplicates().contains(999);
        List<Integer> near = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (kernel.distance(x[i], centre, DISTANCE) < 0.02) {
                near.add(i);
            }
        }
        assertThat(near).isNotEmpty();
        assertThat(chosen).containsAll(near);
    }
}
