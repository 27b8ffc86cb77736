package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GridTest {
    private static final Value ON = new Value.Bool(true);
    private static final Value OFF = new Value.Bool(false);
    private static final SearchSpace SPACE =
            new SearchSpace(
                    List.of(
                            Parameter.always("clip", new Domain.Categorical(List.of(OFF, ON))),
                            new Parameter(
                                    "norm",
                                    new Domain.Log(0.1, 10),
                                    new Parameter.Condition("clip", ON))));

    @Test
    void aRangeHasItsBoundsAndEvenStepsOnItsOwnScale() {
        List<Configuration> points = Grid.points(SPACE, 4);
        assertThat(points).hasSize(4);
        assertThat(points.getFirst().values()).containsOnlyKeys("clip");
        assertThat(points.stream().skip(1).map(c -> norm(c))).containsExactly("0.1", "1", "10");
    }

    private static String norm(Configuration c) {
        return Objects.requireNonNull(c.values().get("norm")).toString();
    }

    @Test
    void itIsAsFineAsTheTrialsAllow() {
        for (int trials = 2; trials < 40; trials++) {
            assertThat(Grid.points(SPACE, trials)).hasSize(trials).doesNotHaveDuplicates();
        }
    }

    @Test
    void choicesGiveAllCombinations() {
        SearchSpace choices =
                new SearchSpace(
                        List.of(
                                Parameter.always("a", new Domain.Categorical(List.of(OFF, ON))),
                                Parameter.always("b", new Domain.Int(1, 3))));
        assertThat(Grid.points(choices, 100)).hasSize(6).doesNotHaveDuplicates();
    }
}
