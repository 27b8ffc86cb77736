package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A measurement of a metric.
record Point(long step, long time, double value) {
    static Stream<Point> of(Measurements m) {
        return IntStream.range(0, m.size())
                .mapToObj(i -> new Point(m.steps()[i], m.times()[i], m.values()[i]));
    }
}
