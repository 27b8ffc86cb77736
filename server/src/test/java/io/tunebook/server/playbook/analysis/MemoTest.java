package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Curves;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What is worked out once, and when it is worked out anew.
class MemoTest {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE);

    private final List<String> worked = new ArrayList<>();
    private final Memo<String, Integer> kept = new Memo<>(2);

    private int length(String name, String asked) {
        return kept.of(
                name,
                asked,
                text -> {
                    worked.add(text);
                    return text.length();
                });
    }

    @Test
    void anEqualArgumentIsComputedOnce() {
        assertThat(length("a", "one")).isEqualTo(3);
        assertThat(length("a", "one")).isEqualTo(3);
        assertThat(worked).containsExactly("one");
    }

    @Test
    void anotherArgumentUnderTheSameNameIsComputed() {
        length("a", "one");
        assertThat(length("a", "three")).isEqualTo(5);
        assertThat(length("a", "one")).isEqualTo(3);
        assertThat(worked).containsExactly("one", "three", "one");
    }

    @Test
    void theLeastRecentlyUsedResultIsEvicted() {
        length("a", "one");
        length("b", "two");
        length("a", "one");
        length("c", "three");
        length("a", "one");
        length("b", "two");
        assertThat(worked).containsExactly("one", "two", "three", "two");
    }

    @Test
    void aCurveIsReadAgainWhenItHasGrown() {
        Curves brief = measured(Curves.EMPTY, 1, 40);
        assertThat(CurveShape.of(ERROR, brief, "t").lastStep()).isEqualTo(40);
        Curves grown = measured(brief, 41, 60);
        assertThat(CurveShape.of(ERROR, grown, "t").lastStep()).isEqualTo(60);
        assertThat(CurveShape.of(ERROR, brief, "t").lastStep()).isEqualTo(40);
        assertThat(CurveShape.of(ERROR, Curves.EMPTY, "t").verdict())
                .isEqualTo(CurveShape.Kind.UNREADABLE);
    }

    @Test
    void aVersionOfACurveIsEqualOnlyToItself() {
        Curves curves = measured(Curves.EMPTY, 1, 40);
        Curves.Version version = curves.version("t", ERROR.metric());
        assertThat(version).isEqualTo(curves.version("t", ERROR.metric()));
        assertThat(version).hasSameHashCodeAs(curves.version("t", ERROR.metric()));
        assertThat(version)
                .isNotEqualTo(measured(Curves.EMPTY, 1, 40).version("t", ERROR.metric()));
    }

    private static Curves measured(Curves before, long from, long to) {
        long[] steps = LongStream.rangeClosed(from, to).toArray();
        float[] values = new float[steps.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1f / steps[i];
        }
        return before.fold(
                new Event.CurveMeasured(
                        "t", new Curve(steps, List.of(ERROR.metric()), new float[][] {values})));
    }
}
