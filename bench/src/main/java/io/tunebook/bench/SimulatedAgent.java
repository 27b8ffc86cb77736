package io.tunebook.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An agent that trains nothing: it asks, sends heartbeats and curves, and finishes its trials.
final class SimulatedAgent {
    /// The reports of a trial's curve.
    static final int REPORTS = 10;

    private final int number;
    private final String url;
    private final long pauseMillis;
    private final long end;
    private final Map<Request, Times> times = new EnumMap<>(Request.class);
    private int trials;

    /// What agents send.
    enum Request {
        ASK,
        HEARTBEAT,
        CURVE,
        FINISH
    }

    /// @param pauseMillis between two requests; 0 for none
    /// @param end the time of [System#nanoTime] after which it asks for no further trial
    SimulatedAgent(int number, String url, long pauseMillis, long end) {
        this.number = number;
        this.url = url;
        this.pauseMillis = pauseMillis;
        this.end = end;
        for (Request each : Request.values()) {
            times.put(each, new Times());
        }
    }

    /// Durations in nanoseconds.
    static final class Times {
        private long[] nanos = new long[64];
        private int size;

        void add(long next) {
            if (size == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * size);
            }
            nanos[size++] = next;
        }

        void addAll(Times others) {
            for (int i = 0; i < others.size; i++) {
                add(others.nanos[i]);
            }
        }

        int size() {
            return size;
        }

        /// @param share such as 0.99
        double millis(double share) {
            long[] sorted = Arrays.copyOf(nanos, size);
            Arrays.sort(sorted);
            return size == 0 ? 0 : sorted[Math.min(size - 1, (int) (share * size))] / 1e6;
        }
    }

    Times times(Request request) {
        return times.getOrDefault(request, new Times());
    }

    /// The number of its finished trials.
    int trials() {
        return trials;
    }

    /// Trains trials until the end of the measurement.
    ///
    /// @throws IOException for every answer that is not 200
    void work() throws IOException, InterruptedException {
        try (AgentClient client = new AgentClient(url)) {
            while (System.nanoTime() - end < 0) {
                train(client);
                trials++;
            }
        }
    }

    private void train(AgentClient client) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String trial =
                client.ask(
                        "{\"trainer\":\"bench\",\"device\":\"cpu\",\"leaseSeconds\":600,\"agent\":{\"id\":\"agent-%d\",\"host\":\"host-%d\",\"slot\":\"%d\"}}"
                                .formatted(number, number / 8, number % 8));
        add(Request.ASK, start);
        for (int r = 0; r < REPORTS; r++) {
            Thread.sleep(pauseMillis);
            if (r % 5 == 0) {
                send(client, Request.HEARTBEAT, trial, "");
            }
            send(client, Request.CURVE, trial, curve(r * AgentStudy.STEPS));
        }
        Thread.sleep(pauseMillis);
        send(client, Request.FINISH, trial, "{}");
    }

    private void send(AgentClient client, Request request, String trial, String body)
            throws IOException {
        long start = System.nanoTime();
        client.post(
                "/api/v1/trials/%s/%s".formatted(trial, request.name().toLowerCase(Locale.ROOT)),
                body);
        add(request, start);
    }

    private void add(Request request, long start) {
        times(request).add(System.nanoTime() - start);
    }

    /// The body of a report.
    ///
    /// @param from the number of steps before it
    static String curve(int from) {
        String values =
                IntStream.range(from, from + AgentStudy.STEPS)
                        .mapToObj(i -> Double.toString(1.0 / (i + 1)))
                        .collect(Collectors.joining(","));
        String metrics =
                AgentStudy.METRICS.stream()
                        .map(m -> "\"%s\":[%s]".formatted(m, values))
                        .collect(Collectors.joining(","));
        String steps =
                IntStream.range(from, from + AgentStudy.STEPS)
                        .mapToObj(i -> Integer.toString(i + 1))
                        .collect(Collectors.joining(","));
        return "{\"steps\":[%s],\"metrics\":{%s}}".formatted(steps, metrics);
    }
}
