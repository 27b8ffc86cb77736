package io.tunebook.bench;

import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The cost of an event by what its client chooses: many metric names in few runs against the same
/// number of series in many runs, and a metric that is reported backwards against one that is
/// reported forwards.
final class NamesBench {
    private static final int NAMES = 100_000;
    private static final int NAMES_A_REQUEST = 1_000;
    private static final int FEW = 100;
    private static final int MANY = 10_000;
    private static final int POINTS = 100_000;
    private static final int POINTS_A_REQUEST = 100;
    private static final int ROUNDS = 5;

    /// A tree of 10,000 names is twice as deep as one of 100, and less of it is in the caches.
    private static final double BAR = 3;

    private NamesBench() {}

    static List<Row> rows() throws Exception {
        List<StampedEvent> few = names(FEW);
        List<StampedEvent> many = names(MANY);
        List<StampedEvent> forwards = points(false);
        List<StampedEvent> backwards = points(true);
        Paired names = Paired.of(ROUNDS, () -> micros(many, NAMES), () -> micros(few, NAMES));
        Paired order =
                Paired.of(ROUNDS, () -> micros(backwards, POINTS), () -> micros(forwards, POINTS));
        return List.of(
                Row.plain(
                        "fold of %,d metric names, %d a run".formatted(NAMES, FEW),
                        names.theirs(),
                        "µs each"),
                Row.atMost(
                        "fold of %,d metric names, %,d a run".formatted(NAMES, MANY),
                        names.ours(),
                        "µs each",
                        names.ratio(),
                        "%d names a run".formatted(FEW),
                        BAR),
                Row.plain("fold of one metric, forwards", order.theirs(), "µs each"),
                Row.beside(
                        "fold of one metric, backwards",
                        order.ours(),
                        "µs each",
                        order.ratio(),
                        "forwards"));
    }

    private static double micros(List<StampedEvent> events, int items) {
        long start = System.nanoTime();
        if (Snapshot.EMPTY.fold(events).position() != events.size()) {
            throw new IllegalStateException("the fold did not reach the end");
        }
        return (System.nanoTime() - start) / 1e3 / items;
    }

    /// The same names, in the same number of measurements of each event.
    ///
    /// @param each how many names a run has
    static List<StampedEvent> names(int each) {
        List<StampedEvent> events = new ArrayList<>();
        add(events, new Event.ExperimentCreated("e", "e", "bench", Map.of()));
        List<Measurements> batch = new ArrayList<>();
        for (int name = 0; name < NAMES; name++) {
            String run = "r" + name / each;
            if (name % each == 0) {
                add(events, run(run));
            }
            // The names arrive in no order.
            String metric = "metric/" + Integer.reverse(name % each);
            batch.add(Measurements.untimed(metric, new long[] {0}, new double[] {name}));
            if (batch.size() == Math.min(each, NAMES_A_REQUEST)) {
                add(events, new Event.RunMeasured(run, List.copyOf(batch)));
                batch.clear();
            }
        }
        return events;
    }

    private static List<StampedEvent> points(boolean backwards) {
        List<StampedEvent> events = new ArrayList<>();
        List<Event> measured = new ArrayList<>();
        for (int from = 0; from < POINTS; from += POINTS_A_REQUEST) {
            long[] steps = new long[POINTS_A_REQUEST];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = (long) from + i;
            }
            Measurements m = Measurements.untimed("m", steps, new double[steps.length]);
            measured.add(new Event.RunMeasured("r", List.of(m)));
        }
        if (backwards) {
            Collections.reverse(measured);
        }
        add(events, new Event.ExperimentCreated("e", "e", "bench", Map.of()));
        add(events, run("r"));
        measured.forEach(event -> add(events, event));
        return events;
    }

    private static Event run(String id) {
        return new Event.RunCreated(id, "e", id, null, null, "bench", 0, Map.of());
    }

    private static void add(List<StampedEvent> events, Event event) {
        events.add(new StampedEvent(event, new Stamp(events.size() + 1, Instant.EPOCH, "bench")));
    }
}
