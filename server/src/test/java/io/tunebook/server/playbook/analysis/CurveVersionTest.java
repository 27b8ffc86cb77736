package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Curves;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A curve is read again when it has grown, with a cache and without one.
class CurveVersionTest {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE);

    /// Keeps every result.
    private static final class KeepingCache implements AnalysisCache {
        private final Map<String, Object[]> results = new HashMap<>();

        @Override
        @SuppressWarnings("unchecked")
        public <A, R> R get(String name, A argument, Function<A, R> work) {
            Object[] known = results.get(name);
            if (known != null && known[0].equals(argument)) {
                return (R) known[1];
            }
            R result = work.apply(argument);
            results.put(name, new Object[] {argument, result});
            return result;
        }
    }

    @Test
    void aCurveIsReadAgainWhenItHasGrownAndNeverFromAnotherVersion() {
        growsAndShrinks();
        new KeepingCache()
                .during(() -> {
                    growsAndShrinks();
                    return true;
                });
    }

    private static void growsAndShrinks() {
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
