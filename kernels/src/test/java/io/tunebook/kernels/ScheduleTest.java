package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void warmupIncreasesLinearlyToOne() {
        assertThat(factors(new Schedule.Constant(4), 6)).containsExactly(0.25, 0.5, 0.75, 1, 1, 1);
    }

    @Test
    void linearDecayReachesTheFinalFactorAtTheLastStep() {
        assertThat(factors(new Schedule.LinearDecay(0, 4, 0.2), 6))
                .containsExactly(new double[] {1, 1, 0.8, 0.6, 0.4, 0.2}, within(1e-12));
    }

    @Test
    void linearDecayKeepsItsLengthInALongerTraining() {
        Schedule schedule = new Schedule.LinearDecay(0, 4, 0);
        assertThat(schedule.factor(96, 100)).isEqualTo(1);
        assertThat(schedule.factor(98, 100)).isEqualTo(0.5);
    }

    @Test
    void linearDecayStartsAfterWarmup() {
        assertThat(factors(Schedule.LinearDecay.throughout(2), 6))
                .containsExactly(new double[] {0.5, 1, 0.75, 0.5, 0.25, 0}, within(1e-12));
    }

    @Test
    void cosineDecayIsHalfwayAtHalfOfItsSteps() {
        assertThat(factors(new Schedule.CosineDecay(2, 0.5), 6))
                .containsExactly(
                        new double[] {0.5, 1, 0.9267766952966369, 0.75, 0.5732233047033631, 0.5},
                        within(1e-12));
    }

    @Test
    void stepDecayDropsEverySoManyStepsAfterWarmup() {
        assertThat(factors(new Schedule.StepDecay(2, 3, 0.5), 9))
                .containsExactly(0.5, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void warmupCanLastForTheWholeTraining() {
        assertThat(factors(new Schedule.CosineDecay(4, 0), 4)).containsExactly(0.25, 0.5, 0.75, 1);
    }

    @Test
    void aStepOutsideTheTrainingHasNoFactor() {
        assertThatThrownBy(() -> new Schedule.Constant(0).factor(0, 5))
                .hasMessage("step must be from 1 to 5, not 0");
        assertThatThrownBy(() -> new Schedule.Constant(0).factor(6, 5))
                .hasMessage("step must be from 1 to 5, not 6");
    }

    private static double[] factors(Schedule schedule, int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToDouble(step -> schedule.factor(step, steps))
                .toArray();
    }
}
