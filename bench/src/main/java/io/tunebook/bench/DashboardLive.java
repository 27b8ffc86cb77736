package io.tunebook.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// An open page that compares eight trials, each of which reports ten times a second.
final class DashboardLive {
    private static final int TRIALS = 8;
    private static final int REPORTS_A_SECOND = 10;

    /// The warm-up, after which the page has fetched, drawn and compiled everything.
    private static final int WARM_SECONDS = 30;

    /// The stall above which a person notices that a page does not respond.
    private static final double NOTICED_MILLIS = 200;

    /// The noise of a tab's memory between garbage collections.
    private static final double NOISE_MIB = 16;

    private static final String SPACE =
            "{\"name\":\"lr\",\"domain\":{\"scale\":\"log\",\"low\":0.001,\"high\":1}}";

    /// Records the delays of a timer of 20 ms.
    private static final String WATCH_STALLS =
            """
            (() => {
              window.__stalls = [];
              let before = performance.now();
              setInterval(() => { const now = performance.now(); window.__stalls.push(Math.max(0, now - before - 20)); before = now; }, 20);
            })()
            """;

    private static final String STALLS =
            "(() => { const s = window.__stalls.sort((a, b) => a - b); window.__stalls = []; return [s[Math.floor(s.length * 0.99)], s.at(-1)]; })()";

    private final String url;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicLong reported = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private DashboardLive(String url) {
        this.url = url;
    }

    /// @param folder for the tab's profile and the log
    static List<Row> rows(Path folder, int minutes) throws Exception {
        try (ServerProcess server = ServerProcess.on(folder.resolve("live"), "1500m");
                BrowserTab tab = BrowserTab.start()) {
            DashboardLive live = new DashboardLive(server.url());
            try (live.client) {
                return live.measured(tab, minutes);
            }
        }
    }

    private List<Row> measured(BrowserTab tab, int minutes) throws Exception {
        begin();
        try (ScheduledExecutorService trainers = Executors.newScheduledThreadPool(2)) {
            for (int t = 0; t < TRIALS; t++) {
                int trial = t;
                AtomicLong step = new AtomicLong();
                var _ =
                        trainers.scheduleAtFixedRate(
                                () -> report(trial, step.incrementAndGet()),
                                100L + 10L * t,
                                1_000 / REPORTS_A_SECOND,
                                TimeUnit.MILLISECONDS);
            }
            tab.navigate(url + "/rounds/live-r1");
            Thread.sleep(3_000);
            tab.navigate(
                    url
                            + "/compare?trials="
                            + IntStream.range(0, TRIALS)
                                    .mapToObj(DashboardLive::trial)
                                    .collect(Collectors.joining(",")));
            Thread.sleep(WARM_SECONDS * 1_000L);
            tab.evaluate(WATCH_STALLS);
            double before = memory(tab);
            tab.evaluate(STALLS);
            long reportedBefore = reported.get();
            long start = System.nanoTime();
            Thread.sleep(minutes * 60_000L);
            JsonNode stalls = tab.evaluate(STALLS);
            double rate = (reported.get() - reportedBefore) / ((System.nanoTime() - start) / 1e9);
            double grown = memory(tab) - before;
            trainers.shutdownNow();
            return List.of(
                    Row.valueAtLeast(
                            "reports accepted while a page follows",
                            rate,
                            "a second",
                            0.95 * TRIALS * REPORTS_A_SECOND),
                    Row.valueAtMost("reports refused", (double) refused.get(), "", 0),
                    Row.valueAtMost(
                            "page that follows, 99th percentile of stalls",
                            stalls.get(0).asDouble(),
                            "ms",
                            NOTICED_MILLIS / 4),
                    Row.valueAtMost(
                            "page that follows, longest stall",
                            stalls.get(1).asDouble(),
                            "ms",
                            NOTICED_MILLIS),
                    Row.valueAtMost(
                            "page that follows, memory growth in %d min".formatted(minutes),
                            grown,
                            "MiB",
                            NOISE_MIB));
        }
    }

    private static double memory(BrowserTab tab) {
        return tab.ownMemory() / 1048576.0;
    }

    private static String trial(int t) {
        return "live-s1-t" + t;
    }

    private void begin() throws IOException, InterruptedException {
        post(
                "/projects",
                "{\"id\":\"live\",\"title\":\"Live\",\"objective\":{\"metric\":\"validation/error\",\"direction\":\"MINIMIZE\"}}");
        post(
                "/projects/live/rounds",
                "{\"goal\":{\"kind\":\"UNDERSTANDING\",\"phase\":\"EXPLORATION\",\"question\":\"Does the page keep up?\"},\"roles\":[{\"parameter\":%s,\"role\":\"SCIENTIFIC\",\"why\":\"measured\"}]}"
                        .formatted(SPACE));
        post(
                "/rounds/live-r1/studies",
                "{\"name\":\"Live\",\"settings\":{},\"space\":[%s],\"algorithm\":{\"kind\":\"HALTON\",\"seed\":1},\"trials\":%d,\"trainer\":\"external\",\"reproduction\":{\"command\":\"made\",\"version\":\"1\",\"data\":\"made\",\"digest\":\"00\"}}"
                        .formatted(SPACE, TRIALS));
        post("/studies/live-s1/start", "{}");
        for (int t = 0; t < TRIALS; t++) {
            post("/studies/live-s1/ask", "{\"trainer\":\"made\",\"device\":\"none\"}");
        }
    }

    private void report(int trial, long step) {
        double y = 0.05 + 0.01 * trial + 0.9 / step;
        try {
            post(
                    "/trials/" + trial(trial) + "/curve",
                    String.format(
                            Locale.ROOT,
                            "{\"steps\":[%d],\"metrics\":{\"validation/error\":[%.5f],\"training/loss\":[%.5f]}}",
                            step,
                            y,
                            y / 2));
            reported.incrementAndGet();
        } catch (IOException | IllegalStateException e) {
            refused.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + answer.body());
        }
    }
}
