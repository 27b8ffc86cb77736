package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
    private static final String TAG = "system_attr/constraints";

    @Test
    void aNumberAboveZeroViolatesAConstraintOfAList() {
        assertThat(Constraints.violated(Map.of(TAG, "[0.5,-1.0]")))
                .isEqualTo("the trial violates 1 of 2 constraints: constraint 0 is 0.5, above 0");
        assertThat(Constraints.violated(Map.of(TAG, "[0.0, -1, -Infinity]"))).isNull();
        assertThat(Constraints.violated(Map.of(TAG, "[Infinity]"))).contains("Infinity");
    }

    @Test
    void optunaFiveNamesItsConstraints() {
        Map<String, String> tags = Map.of(TAG + ":memory (GB)", "0.25", TAG + ":time", "-3");
        assertThat(Constraints.of(tags))
                .containsEntry("memory (GB)", 0.25)
                .containsEntry("time", -3d);
        assertThat(Constraints.violated(tags))
                .isEqualTo(
                        "the trial violates 1 of 2 constraints: constraint memory (GB) is 0.25, above 0");
        assertThat(Constraints.violated(Map.of(TAG, "[1]", TAG + ":0", "-1"))).isNull();
    }

    @Test
    void withoutConstraintsNoneIsViolated() {
        assertThat(Constraints.violated(Map.of())).isNull();
        assertThat(Constraints.violated(Map.of(TAG, "null", TAG + ":a", "?", "constraints", "[1]")))
                .isNull();
        assertThat(Constraints.of(Map.of(TAG, "[]"))).isEmpty();
        assertThat(Constraints.of(Map.of(TAG, "[0x1p3, 1d, 2]"))).containsOnlyKeys("2");
    }
}
