package io.tunebook.server.ledger.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.ModelMetric;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.exchange.mlflow.Page;
import io.tunebook.server.exchange.tracking.ModelTracking;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.snapshot.SnapshotCache;
import io.tunebook.server.model.Run;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The limits of runs on a real log.
class RunLimitsTest {
    private static final String RUN = "r";

    @TempDir private Path folder;

    private static List<Measurements> names(int from, int to, long step) {
        List<Measurements> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(Measurements.untimed("m" + i, new long[] {step}, new double[] {i}));
        }
        return all;
    }

    private static Map<String, String> texts(int from, int to) {
        Map<String, String> texts = new HashMap<>();
        for (int i = from; i < to; i++) {
            texts.put("p" + i, "1");
        }
        return texts;
    }

    private static Run run(Ledger ledger) {
        return Objects.requireNonNull(ledger.now().book().tracked().run(RUN));
    }

    /// A run as another version has written it, which knew no limits.
    private static void write(EventLog log, int metrics) {
        List<NewEvent> events = new ArrayList<>();
        add(events, new Event.RunCreated(RUN, "1", "", null, null, "ada", 0, Map.of()));
        for (int i = 0; i < metrics; i += 1_000) {
            add(events, new Event.RunMeasured(RUN, names(i, Math.min(metrics, i + 1_000), 0)));
        }
        List<NewEvent> first = new ArrayList<>();
        add(first, new Event.ExperimentCreated("1", "x", "mlflow", Map.of()));
        log.append("experiment/1", Expected.none(), first);
        log.append("run/" + RUN, Expected.none(), events);
    }

    private static void add(List<NewEvent> batch, Event event) {
        Wire.Encoded e = Wire.encode(event);
        batch.add(
                new NewEvent(
                        new EventIds(Clock.systemUTC()).next(),
                        e.type(),
                        e.version(),
                        "ada",
                        Instant.EPOCH,
                        e.payload()));
    }

    @Test
    void aRunHasAtMostTenThousandMetricNamesAndTheRejectionNamesTheLimit() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            write(log, 9_999);
            try (Ledger ledger = new Ledger(log, Clock.systemUTC())) {
                Tracking tracking = new Tracking(ledger);
                long before = log.head().position();
                assertThatThrownBy(() -> log(tracking, Map.of(), Map.of(), names(9_999, 10_001, 0)))
                        .isInstanceOf(RejectedCommand.class)
                        .hasMessage(
                                "run 'r' has 9,999 metric names, and 2 more, such as 'm10000', would exceed the maximum of 10,000: log fewer names, or use another run");
                assertThat(log.head().position()).isEqualTo(before);
                log(tracking, Map.of(), Map.of(), names(9_998, 10_000, 1));
                assertThat(run(ledger).metrics()).hasSize(10_000);
            }
        }
    }

    @Test
    void anOldLogBeyondTheLimitIsReadAndItsMetricsGoOn() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            write(log, 22_000);
            try (Ledger ledger =
                    new Ledger(log, Clock.systemUTC(), SnapshotCache.in(folder, log))) {
                assertThat(run(ledger).metrics()).hasSize(22_000);
                Tracking tracking = new Tracking(ledger);
                log(tracking, Map.of(), Map.of(), names(21_000, 21_010, 1));
                assertThat(run(ledger).metrics().get("m21000").count()).isEqualTo(2);
                assertThatThrownBy(
                                () -> log(tracking, Map.of(), Map.of(), names(22_000, 22_001, 0)))
                        .isInstanceOf(RejectedCommand.class);
            }
            assertThat(folder.resolve("snapshot")).as("written at the stop").exists();
            try (SnapshotCache cache = SnapshotCache.in(folder, log)) {
                assertThat(cache.read().position()).isEqualTo(log.head().position());
            }
        }
    }

    @Test
    void paramsAndTagsHaveALimitToo() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            write(log, 0);
            try (Ledger ledger = new Ledger(log, Clock.systemUTC())) {
                Tracking tracking = new Tracking(ledger);
                Map<String, String> all = texts(0, RunLimits.MAX_PARAMS);
                log(tracking, all, all, List.of());
                log(tracking, all, all, List.of());
                assertThatThrownBy(() -> log(tracking, Map.of("more", "1"), Map.of(), List.of()))
                        .hasMessageContaining("would exceed the maximum of 2,000");
                assertThatThrownBy(() -> log(tracking, Map.of(), Map.of("more", "1"), List.of()))
                        .hasMessageContaining("would exceed the maximum of 2,000");
            }
        }
    }

    private static void log(
            Tracking tracking,
            Map<String, String> params,
            Map<String, String> tags,
            List<Measurements> measurements) {
        tracking.log(RUN, params, tags, List.of(), measurements, "ada");
    }

    @Test
    void largeSearchResultsAreOnShorterPages() {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            List<Integer> all = IntStream.range(0, 50).boxed().toList();
            List<Integer> found = new ArrayList<>();
            Page page = Page.of(1_000, "", ledger, 50_000);
            int pages = 1;
            for (; !page.within(all, _ -> 9_000).last(all); pages++) {
                Page shown = page.within(all, _ -> 9_000);
                assertThat(shown.of(all)).hasSize(22);
                found.addAll(shown.of(all));
                page = Page.of(1_000, shown.next(), ledger, 50_000);
            }
            found.addAll(page.of(all));
            assertThat(found).isEqualTo(all);
            assertThat(pages).isEqualTo(3);
            assertThat(page.within(all, _ -> 900_000).of(all)).as("at least one").hasSize(1);
        }
    }

    @Test
    void aModelHasALimitOfMetricNames() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            write(log, 0);
            try (Ledger ledger = new Ledger(log, Clock.systemUTC())) {
                ModelTracking models = new ModelTracking(ledger, new Tracking(ledger));
                String model = models.create("1", "m", null, null, Map.of(), Map.of(), "ada");
                models.measure(model, RUN, modelMetrics(RunLimits.MAX_METRICS, 0), "ada");
                models.measure(model, RUN, modelMetrics(10, 1), "ada");
                List<ModelMetric> more = List.of(new ModelMetric("more", 1, 0, 0, null, null));
                assertThatThrownBy(() -> models.measure(model, RUN, more, "ada"))
                        .isInstanceOf(RejectedCommand.class)
                        .hasMessageContaining("10,001 metric names, and the maximum is 10,000");
            }
        }
    }

    private static List<ModelMetric> modelMetrics(int n, long step) {
        return IntStream.range(0, n)
                .mapToObj(i -> new ModelMetric("m" + i, i, 0, step, null, null))
                .toList();
    }
}
