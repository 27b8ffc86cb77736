package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.Optimizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Two steps computed by hand: the parameter is initially 1, the gradients are 0.5 and then -0.25,
/// the learning rate is 0.1.
class UpdateRuleTest {

    static Stream<Arguments> twoSteps() {
        return Stream.of(
                // 1 - 0.05; + 0.025
                Arguments.of(new Optimizer.Sgd(0.1), 0.95, 0.975),
                // v 0.5; v 0.45 - 0.25 = 0.2
                Arguments.of(new Optimizer.Momentum(0.1, 0.9), 0.95, 0.93),
                // g + 0.9 v = 0.95; -0.25 + 0.18 = -0.07
                Arguments.of(new Optimizer.Nesterov(0.1, 0.9), 0.905, 0.912),
                // s 0.9925, m 0.05 / sqrt(0.9935); s 0.9832, m 0.9 m - 0.025 / sqrt(0.9842)
                Arguments.of(new Optimizer.RmsProp(0.1, 0.99, 0.9, 1e-3), 0.949836703, 0.929889608),
                // 0.5 / 0.51; (0.02 / 0.19) / (sqrt(0.15621873) + 0.01)
                Arguments.of(new Optimizer.Adam(0.1, 0.9, 0.999, 1e-2), 0.901960784, 0.875984337),
                // as Adam: the decay is a factor of the step
                Arguments.of(
                        new Optimizer.AdamW(0.1, 0.9, 0.999, 1e-2, 0.01), 0.901960784, 0.875984337),
                // (0.045 + 0.05) / (0.0158114 + 0.01) with b 0.316228; (0.018 - 0.025) / (0.0176726
                // + 0.01) with b 0.235328
                Arguments.of(new Optimizer.NAdam(0.1, 0.9, 0.999, 1e-2), 0.883610918, 0.889563869));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twoSteps")
    void theRuleMatchesTwoStepsComputedByHand(Optimizer optimizer, double first, double second) {
        UpdateRule rule = UpdateRule.of(optimizer, 1);
        float[] w = {1};
        step(rule, 1, w, 0.5f, 1, 0, 1);
        assertThat((double) w[0]).isCloseTo(first, within(2e-6));
        step(rule, 2, w, -0.25f, 1, 0, 1);
        assertThat((double) w[0]).isCloseTo(second, within(2e-6));
    }

    @Test
    void clippingScalesTheGradientBeforeL2IsAdded() {
        float[] w = {2};
        step(UpdateRule.of(new Optimizer.Sgd(0.1), 1), 1, w, 0.5f, 0.5f, 0.1f, 1);
        assertThat((double) w[0]).isCloseTo(2 - 0.1 * (0.25 + 0.2), within(1e-6));
    }

    @Test
    void decoupledDecayShrinksTheParameterButNotTheState() {
        float[] decayed = {1};
        UpdateRule adamW = UpdateRule.of(Optimizer.Adam.of(0.1), 1);
        step(adamW, 1, decayed, 0.5f, 1, 0, 0.99f);
        float[] plain = {1};
        UpdateRule adam = UpdateRule.of(Optimizer.Adam.of(0.1), 1);
        step(adam, 1, plain, 0.5f, 1, 0, 1);
        assertThat((double) (plain[0] - decayed[0])).isCloseTo(0.01, within(1e-6));
    }

    @Test
    void paddingWithoutGradientStaysZero() {
        twoSteps()
                .forEach(row -> {
                    Optimizer optimizer = (Optimizer) row.get()[0];
                    float[] w = {0};
                    step(UpdateRule.of(optimizer, 1), 1, w, 0, 1, 0.1f, 0.9f);
                    assertThat(w[0]).as(optimizer.toString()).isZero();
                });
    }

    private static void step(
            UpdateRule rule, int t, float[] w, float g, float scale, float l2, float shrink) {
        rule.begin(t);
        rule.apply(new UpdateRule.Step(0.1f, scale, l2, shrink), 0, 1, w, new float[] {g});
    }
}
