package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.proof.MerkleTree;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.SharedDatabase;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands on a log in PostgreSQL.
class SharedLogTest {
    @TempDir private Path folder;
    private String location = "";
    private Head head = Head.EMPTY;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void aLogInSqlite() throws Exception {
        location = SharedDatabase.create();
        try (EventLog log = SqliteEventLog.open(folder.resolve("sqlite"));
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Tracking tracking = new Tracking(ledger);
            for (int i = 0; i < 3; i++) {
                tracking.createRun("0", "run " + i, "ada", 1, Map.of(), "ada");
            }
            head = log.head();
        }
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private void importIntoPostgres() {
        assertThat(run("export", "--data-dir", at("sqlite"), at("a.jsonl"))).isZero();
        assertThat(run("import", at("a.jsonl"), "--log", location, "--data-dir", at("own")))
                .as(err.toString())
                .isZero();
    }

    @Test
    void aLogThatIsExportedFromOneAndImportedIntoTheOtherHasTheSameHead() throws Exception {
        importIntoPostgres();
        String hash = java.util.HexFormat.of().formatHex(head.hash());
        assertThat(out.toString()).contains(location).contains(hash);

        assertThat(run("verify", "--log", location, "--data-dir", at("own"))).isZero();
        assertThat(out.toString()).contains("The log verifies").contains(hash);

        assertThat(run("export", "--log", location, at("b.jsonl"))).isZero();
        assertThat(folder.resolve("b.jsonl")).hasSameTextualContentAs(folder.resolve("a.jsonl"));

        assertThat(run("import", at("b.jsonl"), "--data-dir", at("back"))).isZero();
        assertThat(out.toString()).contains(hash);
    }

    @Test
    void aCheckpointThatWasSignedOnOneVerifiesOnTheOther() throws Exception {
        String checkpoint;
        try (EventLog log = SqliteEventLog.openReadOnly(folder.resolve("sqlite"))) {
            SigningKey key = SigningKey.in(folder.resolve("sqlite"));
            checkpoint = key.sign(new MerkleTree(log), head.position());
        }
        Path file = Files.writeString(folder.resolve("signed"), checkpoint);
        importIntoPostgres();
        assertThat(
                        run(
                                "verify",
                                "--log",
                                location,
                                "--data-dir",
                                at("own"),
                                "--against",
                                file.toString(),
                                "--key",
                                SigningKey.publicIn(folder.resolve("sqlite")).toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("It extends the checkpoint");
    }

    @Test
    void aBackupIsTheSameLogInOneFileThatRecoverRestores() {
        importIntoPostgres();
        assertThat(run("backup", at("backup.db"), "--log", location, "--data-dir", at("own")))
                .as(err.toString())
                .isZero();
        String hash = java.util.HexFormat.of().formatHex(head.hash());
        assertThat(out.toString()).contains("the backup verifies").contains(hash);
        assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("tunebook-backup"));
        assertThat(
                        run(
                                "recover",
                                "--from",
                                at("backup.db"),
                                "--reason",
                                "moved",
                                "--data-dir",
                                at("restored")))
                .as(err.toString())
                .isZero();
        assertThat(run("replay", "--log", location)).isZero();
    }

    @Test
    void doctorNamesTheDatabaseItsWriterAndUnsafeSettings() {
        importIntoPostgres();
        run("doctor", "--log", location, "--data-dir", at("own"));
        assertThat(out.toString())
                .containsPattern("ok +log +\\d+ events; the log verifies")
                .containsPattern("no server writes now; the last one was .*, process \\d+");
        try (EventLog log = SharedDatabase.open(location, folder.resolve("own"), "alpha")) {
            assertThat(log.head()).isEqualTo(head);
            run("doctor", "--log", location, "--data-dir", at("own"));
            // The database of the tests does not wait for its disk.
            assertThat(out.toString())
                    .containsPattern("fail +database +PostgreSQL \\d+.*; alpha is the writer")
                    .contains("fsync", "is off");
        }
    }

    @Test
    void aLocationThatCannotBeUsedIsOneLineWithTheRemedy() {
        assertThat(run("verify", "--log", "postgresql://ada:secret@db/tunebook")).isEqualTo(1);
        assertThat(err.toString()).contains("PGPASSWORD").doesNotContain("secret");
        assertThat(run("verify", "--log", "mysql://ada@db/tunebook")).isEqualTo(1);
        assertThat(err.toString()).contains("postgresql://USER@HOST:PORT/DATABASE");
        assertThat(run("verify", "--log", location)).isEqualTo(1);
        assertThat(err.toString()).contains("there is no log in " + location);
        assertThat(run("verify", "--log", location + "nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("does not exist").contains("createdb");
        assertThat(run("verify", "--log", "postgresql://postgres@localhost:1/x")).isEqualTo(1);
        assertThat(err.toString()).contains("the database cannot be reached");
    }

    @Test
    void aFolderWithALogOfItsOwnIsNotUsedBesideASharedLog() {
        importIntoPostgres();
        assertThat(run("import", at("a.jsonl"), "--log", location, "--data-dir", at("sqlite")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("has a log of its own").contains("--data-dir");
    }
}
