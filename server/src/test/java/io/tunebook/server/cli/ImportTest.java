package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.imports.EventFile;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Study;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
    @TempDir private Path folder;
    private Path table = Path.of("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void aTable() throws IOException {
        table =
                Files.writeString(
                        folder.resolve("runs.csv"), "name,lr,val_loss\na,0.1,3\nb,0.01,2\n");
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data-dir", folder.resolve("log").toString()));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private long head() {
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
            return log.head().position();
        }
    }

    @Test
    void aTableIsPreviewedAndNothingIsImportedWithoutConfirmation() {
        assertThat(run("import", "csv", table.toString(), "--dry-run")).isZero();
        assertThat(out.toString())
                .contains("one row per trial; 2 rows, 2 runs, 2 measurements; experiment 'runs'")
                .contains("name of the run, such as a")
                .contains("param: numbers, such as 0.1")
                .contains("metric: numbers with the name of a measurement, such as 3")
                .contains("No objective")
                .contains("Nothing was imported.");
        assertThat(run("import", "csv", table.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("nothing was imported: add --yes");
        assertThat(folder.resolve("log")).doesNotExist();
    }

    @Test
    void aTableWithAnObjectiveBecomesAStudyAndASecondImportAddsNoRuns() {
        String[] command = {"import", "csv", table.toString(), "--yes", "--objective", "val_loss"};
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Round runs-r1 shows them")
                .contains(
                        "Unit of the objective: none, a guess: the name val_loss does not suggest a share.");
        long after = head();
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            assertThat(ledger.now().book().trials()).hasSize(2);
        }
        assertThat(run(command)).isZero();
        assertThat(head()).isEqualTo(after + 1);
    }

    @Test
    void theUnitOfTheObjectiveIsGuessedFromTheValuesOrRecorded() throws IOException {
        Files.writeString(table, "name,lr,test_acc\na,0.1,93.2\nb,0.01,61\n");
        String[] command = {"import", "csv", table.toString(), "--yes", "--objective", "test_acc"};
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "Unit of the objective: percent, a guess: test_acc has values up to 93.2.");
        Files.writeString(table, "name,lr,test_acc\na,0.1,0.93\nb,0.01,0.61\n");
        List<String> recorded = new ArrayList<>(List.of(command));
        recorded.addAll(List.of("--experiment", "other", "--unit", "fraction"));
        assertThat(run(recorded.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(out.toString()).contains("Unit of the objective: fraction.");
    }

    @Test
    void anUnknownColumnIsAnErrorAndCreatesNoLog() {
        assertThat(run("import", "csv", table.toString(), "--yes", "--metric", "speed"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "tunebook: there is no column 'speed': the columns are name, lr, val_loss%n"
                                .formatted());
        assertThat(folder.resolve("log")).doesNotExist();
    }

    @Test
    void everyUnreadableFileIsListedAndTheOthersAreImportedOnRequest() throws IOException {
        String bad = Files.writeString(folder.resolve("bad.csv"), "only a header\n").toString();
        String gone = folder.resolve("gone.csv").toString();
        String[] command = {"import", "csv", bad, table.toString(), gone, "--yes"};
        assertThat(run(command)).isEqualTo(1);
        assertThat(err.toString())
                .contains("2 files cannot be imported", "bad.csv", gone + " does not exist")
                .endsWith(
                        "Nothing was imported: add --skip-damaged to import the others%n"
                                .formatted());
        assertThat(folder.resolve("log")).doesNotExist();
        List<String> skipping = new ArrayList<>(List.of(command));
        skipping.add("--skip-damaged");
        assertThat(run(skipping.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("2 runs are new", "Skipped: " + gone + " does not exist")
                .containsPattern("Skipped: .*bad.csv has a header");
        int before = err.toString().length();
        assertThat(run("import", "csv", gone, "--skip-damaged", "--yes")).isEqualTo(1);
        assertThat(err.toString().substring(before)).doesNotContain("--skip-damaged");
    }

    @Test
    void aDamagedEventFileIsSkippedOnRequest() throws IOException {
        byte[] good = EventFile.begun().scalar(1_714_557_600, 1, "loss", 0.5).bytes();
        byte[] damaged = good.clone();
        damaged[good.length - 6] ^= 1;
        for (String run : List.of("good", "bad", "worse")) {
            Path file = folder.resolve("logs/%s/events.out.tfevents.1".formatted(run));
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, run.equals("good") ? good : damaged);
        }
        String logs = folder.resolve("logs").toString();
        assertThat(run("import", "tensorboard", logs)).isEqualTo(1);
        assertThat(err.toString())
                .contains("/bad/events.out", "/worse/events.out", "add --skip-damaged");
        assertThat(folder.resolve("log")).doesNotExist();
        assertThat(run("import", "tensorboard", logs, "--skip-damaged")).isZero();
        assertThat(out.toString())
                .contains("1 runs, 1 measurements; 1 runs are new")
                .contains("Skipped: bad/events.out.tfevents.1 is damaged at byte")
                .contains("Skipped: worse/events.out.tfevents.1 is damaged at byte");
    }

    @Test
    void aStudyWhoseImportedRunsHaveAllEndedIsNotRunning() throws IOException {
        Files.writeString(table, "name,state,lr,val_loss\na,finished,0.1,3\nb,killed,0.2,2\n");
        String[] command = {"import", "csv", table.toString(), "--yes", "--objective", "val_loss"};
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(states()).containsExactly(Study.State.FINISHED);
        Files.writeString(
                table,
                "name,state,lr,val_loss\na,finished,0.1,3\nb,killed,0.2,2\nc,finished,0.3,1\n");
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(states()).containsExactly(Study.State.FINISHED);
        Files.writeString(table, "name,state,lr,val_loss\na,running,0.1,3\nb,finished,0.2,2\n");
        List<String> other = new ArrayList<>(List.of(command));
        other.addAll(List.of("--experiment", "live"));
        assertThat(run(other.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(states()).containsExactlyInAnyOrder(Study.State.FINISHED, Study.State.RUNNING);
    }

    private List<Study.State> states() {
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            return ledger.now().book().studies().values().stream().map(Study::state).toList();
        }
    }
}
