package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which runs of the log the runs of a table are.
class CsvLandingTest {
    private static final String LOG = "epoch,step,val_loss\n0,9,3\n1,19,2\n2,29,1\n";
    private static final String CHART =
            "Step,a - loss,a - loss__MIN,a - loss__MAX,b - loss,b - loss__MIN,b - loss__MAX\n0,3,3,3,4,4,4\n9,1,1,1,2,2,2\n";

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder.resolve("log"));
        ledger = new Ledger(log, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    /// The number of new runs.
    private int land(String name, String text, @Nullable String experiment) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        CsvChoices choices =
                new CsvChoices(
                        experiment,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        null);
        return land(Csv.read(file, choices, ImportListener.SILENT).imported());
    }

    private int land(ParsedSource source) {
        return new RunImporter(ledger, "ada", ImportListener.SILENT).land(source).newRuns();
    }

    private List<Integer> points(String metric) {
        return ledger.now().book().tracked().runs().values().stream()
                .map(r -> new Tracking(ledger).history(r.id(), metric).size())
                .sorted()
                .toList();
    }

    @Test
    void filesOfOneNameAreNotMerged() throws IOException {
        assertThat(land("version_0/metrics.csv", LOG.substring(0, LOG.indexOf("2,29")), null))
                .isEqualTo(1);
        assertThat(land("version_1/metrics.csv", LOG.replace("9,3", "9,4"), null)).isEqualTo(1);
        assertThat(land("version_0/metrics.csv", LOG, null)).isZero();
        assertThat(land("version_0/metrics.csv", LOG + "3,39,0.5\n4,49,0.25\n", null)).isZero();
        assertThat(land("version_0/metrics.csv", LOG + "3,39,0.5\n4,49,0.25\n", null)).isZero();
        assertThat(points("val_loss")).containsExactly(3, 5);
    }

    @Test
    void aRunOfAnEarlierVersionIsRecognised() throws IOException {
        String study = "csv-" + Digests.shortOf("metrics");
        Points points = new Points("val_loss");
        points.add(9, 0, 3);
        points.add(19, 0, 2);
        ParsedRun run =
                new ParsedRun(
                        "csv-" + Digests.shortOf("metrics", "metrics"),
                        "metrics",
                        "",
                        0,
                        Map.of(),
                        Map.of(),
                        List.of(points.done()),
                        ParsedRun.End.UNKNOWN,
                        null,
                        "");
        land(
                new ParsedSource(
                        "metrics.csv",
                        "csv",
                        "00",
                        List.of(
                                new ParsedStudy(
                                        study, "metrics", null, List.of(), Map.of(), List.of(run))),
                        new SkippedItems()));
        assertThat(land("version_1/metrics.csv", LOG.replace("9,3", "9,4"), null)).isEqualTo(1);
        assertThat(land("version_0/metrics.csv", LOG, null)).isZero();
        assertThat(points("val_loss")).containsExactly(3, 3);
    }

    @Test
    void aChartAddsToTheRunsOfATableWithIdsWhereTheirNamesAreUnique() throws IOException {
        String table =
                "Name,ID,State,Created,lr,loss\na,x1y2z3,finished,2026-01-01T00:00:00Z,0.1,1\nb,x1y2z4,finished,2026-01-01T00:00:00Z,0.2,2\n";
        assertThat(land("t.csv", table, "p")).isEqualTo(2);
        assertThat(land("c.csv", CHART, "p")).isZero();
        assertThat(land("t.csv", table, "p")).isZero();
        assertThat(land("c.csv", CHART, "p")).isZero();
        // Another run that has the name.
        assertThat(
                        land(
                                "u.csv",
                                "Name,ID,State,Created,lr,loss\na,x1y2z5,finished,2026-01-02T00:00:00Z,0.1,1\n",
                                "p"))
                .isEqualTo(1);
    }

    @Test
    void aChartComesBeforeItsTable() throws IOException {
        assertThat(land("c.csv", CHART, "p")).isEqualTo(2);
        String table =
                "Name,ID,State,Created,lr,loss\na,x1y2z3,finished,2026-01-01T00:00:00Z,0.1,1\n";
        assertThat(land("t.csv", table, "p")).isZero();
        assertThat(land("t.csv", table, "p")).isZero();
    }

    @Test
    void namesDoNotMergeRunsWithOtherParams() throws IOException {
        String table = "name,lr,val_loss\na,0.1,1\nb,0.2,2\n";
        assertThat(land("t.csv", table, "p")).isEqualTo(2);
        assertThat(land("u.csv", table.replace("b,0.2", "b,0.3"), "p")).isEqualTo(1);
        assertThat(land("u.csv", table.replace("b,0.2", "b,0.3"), "p")).isZero();
        assertThat(land("t.csv", table, "p")).isZero();
        assertThat(land("v.csv", "name,val_acc\na,0.5\nb,0.6\n", "q")).isEqualTo(2);
        assertThat(land("w.csv", "name,lr\na,0.5\nb,0.6\n", "q")).isZero();
    }
}
