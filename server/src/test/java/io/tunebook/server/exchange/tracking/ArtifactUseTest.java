package io.tunebook.server.exchange.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event.SweptKind;
import io.tunebook.events.Goal;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Role;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The running totals of artifacts equal those that are computed from the read models.
class ArtifactUseTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String NONE = "";
    private static final List<Measurements> LOSS =
            List.of(Measurements.untimed("loss", new long[] {0}, new double[] {1}));

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;
    private Tracking tracking;
    private ArtifactUse use;
    private String experiment;
    private String run;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        tracking = new Tracking(ledger);
        experiment = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        run = tracking.createRun(experiment, "r", "ada", 1, Map.of(), "ada");
        tracking.storeArtifact(run, "old", 1, "c".repeat(64), "ada");
        use = new ArtifactUse(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private void store(String path, long bytes, String digest) {
        tracking.storeArtifact(run, path, bytes, digest, "ada");
    }

    private void sweep(String digest, long bytes) {
        ledger.perform(
                new Command.SweepFiles(
                        SweptKind.ARTIFACTS, 1, bytes, Instant.EPOCH, List.of(digest)),
                "ada");
    }

    private void assertUse(long bytes) {
        assertThat(use.of(experiment, NONE))
                .isEqualTo(new ArtifactUse(ledger).of(experiment, NONE))
                .isEqualTo(new ArtifactUse.Use("experiment " + experiment, bytes, false));
    }

    @Test
    void everyChangeOfAFileChangesTheTotalWithoutASumOverAllRuns() {
        assertUse(1);
        store("a", 10, A);
        store("again", 10, A);
        assertUse(11);
        assertThat(use.of(experiment, A).has()).isTrue();
        store("a", 100, B);
        assertUse(111);
        tracking.removeArtifact(run, "again", "ada");
        assertUse(101);
        assertThat(use.of(experiment, A).has()).isFalse();
        sweep(B, 100);
        assertUse(1);
        assertThat(use.of(experiment, B).has()).isFalse();
        store("b", 100, B);
        assertUse(101);
        ModelTracking models = new ModelTracking(ledger, tracking);
        String model = models.create(experiment, "m", null, null, Map.of(), Map.of(), "ada");
        models.storeFile(model, "w", 1_000, A, "ada");
        assertUse(1_101);
        models.removeFile(model, "w", "ada");
        assertUse(101);
        assertThat(use.of("0", NONE).bytes()).isZero();
        assertThat(use.rebuilds()).isEqualTo(1);
    }

    @Test
    void anExperimentThatGetsAProjectBringsItsFiles() {
        store("a", 10, A);
        assertUse(11);
        String other = tracking.createRun(experiment, "other", "ada", 1, Map.of(), "ada");
        tracking.log(run, Map.of("lr", "0.1"), Map.of(), List.of(), LOSS, "ada");
        tracking.log(other, Map.of("lr", "0.2"), Map.of(), List.of(), LOSS, "ada");
        List<Role.Assignment> roles =
                ParameterInference.params(
                                tracking.now()
                                        .runsOf(
                                                Objects.requireNonNull(
                                                        tracking.now().experiment(experiment))))
                        .stream()
                        .map(ParameterInference::assignment)
                        .toList();
        tracking.describe(
                experiment,
                new Description(
                        "p",
                        "P",
                        new Objective("loss", Objective.Direction.MINIMIZE),
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "Which?"),
                        roles),
                "ada");
        store("b", 100, B);
        assertThat(use.of(experiment, B)).isEqualTo(new ArtifactUse.Use("project 'p'", 111, true));
    }

    @Test
    void theTotalsAreComputedAgainWhenTheirSubscriptionHasEnded() {
        store("a", 10, A);
        assertUse(11);
        log.close();
        assertThat(use.of(experiment, NONE).bytes()).isEqualTo(11);
    }
}
