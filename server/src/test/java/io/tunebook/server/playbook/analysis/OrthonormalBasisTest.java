package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Domain;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.search.Scale;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrthonormalBasisTest {
    private static final int POINTS = 20_000;

    static Stream<Domain> domains() {
        return Stream.of(
                new Domain.Linear(-1, 3),
                new Domain.Log(1e-4, 1),
                new Domain.ReverseLog(0.5, 0.999),
                new Domain.Int(1, 4),
                new Domain.Int(0, 1),
                new Domain.Int(1, 1000),
                new Domain.LogInt(4, 32),
                new Domain.Categorical(
                        List.of(
                                new Value.Text("relu"),
                                new Value.Text("tanh"),
                                new Value.Text("gelu"))));
    }

    @ParameterizedTest
    @MethodSource("domains")
    void theFunctionsHaveMeanZeroVarianceOneAndNoCorrelationUnderTheSearchDistribution(
            Domain domain) {
        OrthonormalBasis basis = OrthonormalBasis.of(domain, 4);
        double[] means = new double[basis.size()];
        double[][] products = new double[basis.size()][basis.size()];
        for (int i = 0; i < POINTS; i++) {
            double[] at = basis.at(Scale.at(domain, (i + 0.5) / POINTS));
            for (int f = 0; f < at.length; f++) {
                means[f] += at[f] / POINTS;
                for (int g = 0; g < at.length; g++) {
                    products[f][g] += at[f] * at[g] / POINTS;
                }
            }
        }
        for (int f = 0; f < basis.size(); f++) {
            assertThat(means[f]).isCloseTo(0, within(0.01));
            for (int g = 0; g < basis.size(); g++) {
                assertThat(products[f][g]).isCloseTo(f == g ? 1 : 0, within(0.02));
            }
        }
    }
}
