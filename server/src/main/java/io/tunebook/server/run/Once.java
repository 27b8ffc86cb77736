package io.tunebook.server.run;

import io.tunebook.events.Curve;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Hands curves on, but no step of them twice: a training that begins anew comes to the same steps.
final class Once implements Consumer<Curve> {
    private final Consumer<Curve> sink;

    /// The last step that was handed on, of the curves of these metrics.
    private final Map<List<String>, Long> last = new HashMap<>();

    Once(Consumer<Curve> sink) {
        this.sink = sink;
    }

    @Override
    public void accept(Curve curve) {
        int steps = curve.steps().length;
        if (steps == 0) {
            return;
        }
        long known = last.getOrDefault(curve.metrics(), Long.MIN_VALUE);
        int from = 0;
        while (from < steps && curve.steps()[from] <= known) {
            from++;
        }
        if (from < steps) {
            sink.accept(from == 0 ? curve : after(curve, from));
            last.put(curve.metrics(), curve.steps()[steps - 1]);
        }
    }

    private static Curve after(Curve curve, int from) {
        int end = curve.steps().length;
        return new Curve(
                Arrays.copyOfRange(curve.steps(), from, end),
                curve.metrics(),
                Arrays.stream(curve.columns())
                        .map(column -> Arrays.copyOfRange(column, from, end))
                        .toArray(float[][]::new));
    }
}
