package io.tunebook.bench;

import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// An experiment of 2,000 runs with 300 metrics each.
final class ExperimentLog {
    static final String ID = "wide";
    private static final int RUNS = 2_000;
    private static final int METRICS = 300;

    /// 2026-01-01.
    private static final long START = 1_767_225_600_000L;

    private static final long MILLIS_A_RUN = 60_000;

    private final Random random = new Random(4);

    void writeTo(EventLog log) {
        ArrayDeque<CompletableFuture<Appended>> waiting = new ArrayDeque<>();
        GeneratedLog.submit(
                log, waiting, new Event.ExperimentCreated(ID, "Wide runs", "mlflow", Map.of()));
        for (int i = 0; i < RUNS; i++) {
            GeneratedLog.submit(log, waiting, run(i).toArray(Event[]::new));
        }
        waiting.forEach(CompletableFuture::join);
    }

    private List<Event> run(int number) {
        String id = ID + "-r" + number;
        long start = START + number * MILLIS_A_RUN;
        Map<String, String> params =
                Map.of(
                        "learning_rate",
                        Double.toString(Math.pow(10, -4 * random.nextDouble())),
                        "optimizer",
                        random.nextBoolean() ? "sgd" : "adam");
        return List.of(
                new Event.RunCreated(id, ID, "run " + number, null, null, "bench", start, Map.of()),
                new Event.RunLogged(id, params, Map.of(), List.of()),
                new Event.RunMeasured(id, measurements()),
                new Event.RunChanged(
                        id,
                        null,
                        Map.of(),
                        Event.RunStatus.FINISHED,
                        start + MILLIS_A_RUN / 2,
                        "",
                        null));
    }

    private List<Measurements> measurements() {
        List<Measurements> all = new ArrayList<>();
        for (int m = 0; m < METRICS; m++) {
            all.add(
                    Measurements.untimed(
                            "group%d/metric%d".formatted(m % 10, m),
                            new long[] {1},
                            new double[] {random.nextDouble()}));
        }
        return all;
    }
}
