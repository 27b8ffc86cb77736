package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogState;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that stops during a training.
class ResumeTest {
    private static final StudyData DATA = new StudyData.Generated(400, 1);
    static final String TRIAL = "p-s1-t0";
    private static final long STEPS = 12_345;

    @TempDir private Path folder;

    private Path points() {
        return folder.resolve("checkpoints");
    }

    private static Parameter fixed(String name, Value value) {
        return Parameter.always(name, new Domain.Fixed(value));
    }

    /// A study of one trial that trains for about a second.
    static String study(Ledger ledger) {
        ledger.perform(
                new Command.CreateProject(
                        "p", "P", new Objective("validation/error", Objective.Direction.MINIMIZE)),
                "ada");
        List<Parameter> all =
                List.of(
                        fixed("optimizer", new Value.Text("adam")),
                        fixed("steps", new Value.Int(STEPS)),
                        fixed("width", new Value.Int(16)),
                        fixed("dropout", new Value.Real(0.1)),
                        Parameter.always("learning_rate", new Domain.Log(1e-5, 1e-3)));
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "which?"),
                        List.of(
                                new Role.Assignment(all.get(0), Role.FIXED, "usual"),
                                new Role.Assignment(all.get(1), Role.FIXED, "usual"),
                                new Role.Assignment(all.get(2), Role.FIXED, "usual"),
                                new Role.Assignment(all.get(3), Role.FIXED, "usual"),
                                new Role.Assignment(all.get(4), Role.SCIENTIFIC, "asked"))),
                "ada");
        var created =
                ledger.perform(
                        new Command.CreateStudy(
                                "p-r1",
                                "s",
                                Configuration.EMPTY,
                                new SearchSpace(all),
                                new Algorithm(Algorithm.Kind.HALTON, 3),
                                1,
                                DATA.reproduction("c", "v")),
                        "ada");
        String id = ((Event.StudyCreated) created.events().getFirst()).study();
        ledger.perform(new Command.StartStudy(id), "ada");
        return id;
    }

    private Runner runner(Ledger ledger) {
        return new Runner(
                ledger, 1, TrainingEnvironment.onCpu().resumable(points(), Duration.ZERO));
    }

    static void until(BooleanSupplier reached) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(120);
        while (!reached.getAsBoolean()) {
            assertThat(Instant.now()).as("waited for long").isBefore(end);
            Thread.sleep(2);
        }
    }

    static boolean measured(Ledger ledger, long step) {
        return ledger.now().curves().lastStep(TRIAL, "training/loss").orElse(0) >= step;
    }

    static boolean finished(Ledger ledger) {
        return Objects.requireNonNull(ledger.now().book().study("p-s1")).state()
                == Study.State.FINISHED;
    }

    /// The measurements of an uninterrupted training.
    private static void assertUninterrupted(Ledger ledger, Path elsewhere)
            throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(elsewhere);
                Ledger other = new Ledger(log, Clock.systemUTC());
                Runner runner = new Runner(other, 1)) {
            study(other);
            runner.start();
            until(() -> finished(other));
            Curves expected = other.now().curves();
            Curves curves = ledger.now().curves();
            assertThat(curves.metricsOf(TRIAL)).isEqualTo(expected.metricsOf(TRIAL)).hasSize(7);
            for (String metric : expected.metricsOf(TRIAL)) {
                Curves.Series series = expected.series(TRIAL, metric);
                assertThat(curves.series(TRIAL, metric).steps())
                        .as(metric)
                        .isEqualTo(series.steps());
                assertThat(curves.series(TRIAL, metric).values())
                        .as(metric)
                        .isEqualTo(series.values());
            }
            Trial.Completed resumed = completed(ledger);
            Trial.Completed uninterrupted = completed(other);
            assertThat(resumed.value()).isEqualTo(uninterrupted.value());
            assertThat(resumed.bestStep()).isEqualTo(uninterrupted.bestStep());
            assertThat(resumed.measurements()).isEqualTo(uninterrupted.measurements());
        }
    }

    private static Trial.Completed completed(Ledger ledger) {
        Book book = ledger.now().book();
        assertThat(book.trials()).hasSize(1);
        return (Trial.Completed) Objects.requireNonNull(book.trial(TRIAL));
    }

    @Test
    void aTrialResumesAfterAStoppedServerWithIdenticalResults(@TempDir Path elsewhere)
            throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            study(ledger);
            for (int stops = 1; stops <= 3; stops++) {
                long step = 2_000L * stops;
                try (Runner runner = runner(ledger)) {
                    runner.start();
                    until(() -> measured(ledger, step));
                }
                assertThat(ledger.now().book().trial(TRIAL)).isInstanceOf(Trial.Running.class);
            }
            try (Runner runner = runner(ledger)) {
                runner.start();
                until(() -> finished(ledger));
            }
            assertUninterrupted(ledger, elsewhere);
            assertThat(completed(ledger).seconds()).isPositive();
            assertThat(points()).isEmptyDirectory();
        }
    }

    @Test
    void aTrialResumesFromTheLastCheckpointOfAKilledServerAndRecordsNothingTwice(
            @TempDir Path elsewhere) throws Exception {
        Path old = folder.resolve("old");
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            study(ledger);
            try (Runner runner = runner(ledger)) {
                runner.start();
                until(() -> Files.exists(points().resolve(TRIAL)));
                Files.copy(points().resolve(TRIAL), old);
                until(() -> measured(ledger, 3_000));
            }
            // The state after a kill: the log is ahead of the checkpoint.
            Files.move(old, points().resolve(TRIAL), StandardCopyOption.REPLACE_EXISTING);
            try (Runner runner = runner(ledger)) {
                runner.start();
                until(() -> finished(ledger));
            }
            assertUninterrupted(ledger, elsewhere);
        }
    }

    @Test
    void aDamagedCheckpointAbandonsTheTrialAndThePointIsRetried() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            String id = study(ledger);
            try (Runner runner = runner(ledger)) {
                runner.start();
                until(() -> measured(ledger, 1_000));
            }
            byte[] bytes = Files.readAllBytes(points().resolve(TRIAL));
            bytes[bytes.length / 2] ^= 1;
            Files.write(points().resolve(TRIAL), bytes);
            try (Runner runner = runner(ledger)) {
                runner.start();
                until(() -> finished(ledger));
            }
            Book book = ledger.now().book();
            List<Trial> trials = book.trialsOf(Objects.requireNonNull(book.study(id)));
            assertThat(trials.getFirst())
                    .isInstanceOfSatisfying(
                            Trial.Abandoned.class,
                            t -> assertThat(t.why()).contains("the server stopped", "checksum"));
            assertThat(trials.getLast()).isInstanceOf(Trial.Completed.class);
            assertThat(trials.getLast().configuration())
                    .isEqualTo(trials.getFirst().configuration());
        }
    }

    @Test
    void theCheckpointOfATrialWhoseStudyIsStoppedIsRemoved() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            String id = study(ledger);
            try (Runner runner = runner(ledger)) {
                runner.start();
                until(() -> measured(ledger, 1_000));
            }
            ledger.perform(new Command.StopStudy(id, "enough"), "ada");
            try (Runner runner = runner(ledger)) {
                runner.start();
                assertThat(ledger.now().book().trial(TRIAL)).isInstanceOf(Trial.Abandoned.class);
                assertThat(files()).isEmpty();
            }
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(points())) {
            return files.toList();
        }
    }

    @Test
    void aDatabaseRolledBackDuringAStudyIsReadOnlyAndNothingIsTrainedOrDeleted(
            @TempDir Path elsewhere) throws Exception {
        Path older = elsewhere.resolve("older");
        try (SqliteEventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            study(ledger);
            log.backup(older);
        }
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = runner(ledger)) {
            runner.start();
            until(() -> measured(ledger, 1_000));
        }
        Files.move(older, folder.resolve("tunebook.db"), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(folder.resolve("tunebook.db-wal"));
        Files.deleteIfExists(folder.resolve("tunebook.db-shm"));
        long checkpoints = files(points());
        assertThat(checkpoints).isPositive();
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = runner(ledger)) {
            runner.start();
            assertThat(log.state()).isInstanceOf(LogState.ReadOnly.class);
            assertThat(ledger.now().book().study("p-s1")).isNotNull();
            assertThat(files(points())).isEqualTo(checkpoints);
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }
}
