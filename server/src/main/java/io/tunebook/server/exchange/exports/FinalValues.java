package io.tunebook.server.exchange.exports;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The last value of each metric of a trial or run.
record FinalValues(Map<String, FinalValue> byMetric) {
    /// The metric in which Optuna's trials report before they end.
    private static final String INTERMEDIATE = "intermediate_value";

    /// @param step null when it is not recorded
    record FinalValue(double value, @Nullable Long step) {}

    static FinalValues of(Run run) {
        Map<String, FinalValue> all = new HashMap<>();
        run.metrics().forEach((k, m) -> all.put(k, new FinalValue(m.value(), m.step())));
        return new FinalValues(all);
    }

    /// A completed trial records them; those of any other one are read from its curves.
    static FinalValues of(Trial trial, TrialEvents events) throws IOException {
        Map<String, FinalValue> all = new HashMap<>();
        if (trial instanceof Trial.Completed done) {
            done.measurements().forEach((k, v) -> all.put(k, new FinalValue(v, null)));
        } else if (trial.started() != null) {
            events.each(
                    "trial/" + trial.id(),
                    event -> {
                        if (event instanceof Event.CurveMeasured measured) {
                            put(all, measured.curve());
                        }
                    });
        }
        return new FinalValues(all);
    }

    private static void put(Map<String, FinalValue> all, Curve curve) {
        int last = curve.steps().length - 1;
        for (int c = 0; c < curve.metrics().size() && last >= 0; c++) {
            // The shortest decimal number of a float, as in the export of curves.
            double value = Double.parseDouble(String.valueOf(curve.columns()[c][last]));
            all.put(curve.metrics().get(c), new FinalValue(value, curve.steps()[last]));
        }
    }

    /// What a pruned trial reached: its last objective, else its last intermediate value.
    @Nullable FinalValue reached(String objective) {
        FinalValue own = byMetric.get(objective);
        return own != null ? own : byMetric.get(INTERMEDIATE);
    }

    /// The highest step, null when none is recorded.
    @Nullable Long steps() {
        Long highest = null;
        for (FinalValue v : byMetric.values()) {
            Long step = v.step();
            if (step != null && (highest == null || step > highest)) {
                highest = step;
            }
        }
        return highest;
    }
}
