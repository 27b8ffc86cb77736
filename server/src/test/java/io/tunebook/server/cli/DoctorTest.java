package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.access.Tokens;
import io.tunebook.server.demo.Demo;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.run.DataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {
    @TempDir private Path folder;

    private Checkup.Line line(String name, Map<String, String> environment) {
        return new Checkup(folder, environment)
                .lines().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    }

    private void makeLog() {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Demo.open(
                    ledger,
                    new DataSource.Generated(50, 1).reproduction("c", "v"),
                    "digits",
                    "ada");
        }
    }

    @Test
    void aHealthyMachineIsToldSoInJsonAndByTheExitStatus() {
        makeLog();
        StringWriter out = new StringWriter();
        int exit =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .execute("doctor", "--json", "--data-dir", folder.toString());
        assertThat(exit).isZero();
        assertThat(out.toString())
                .startsWith("{\"ok\":true")
                .contains("\"jdk\"", "\"disk\"", "\"permissions\"", "\"log\"")
                .contains("\"tornadovm\"", "\"devices\"", "which verify");
    }

    @Test
    void aLogThatIsNotThereIsNoFailure() {
        assertThat(line("log", Map.of()).verdict()).isEqualTo(Checkup.Verdict.WARN);
    }

    @Test
    void aLogThatIsNoLogFailsAndSoDoesTheCommand() throws IOException {
        makeLog();
        Files.write(folder.resolve("tunebook.db"), new byte[8_192]);
        Files.deleteIfExists(folder.resolve("tunebook.db-wal"));
        StringWriter out = new StringWriter();
        int exit =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .execute("doctor", "--data-dir", folder.toString());
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains("fail  log");
    }

    @Test
    void tokensThatOthersCanReadAreWarnedOf() throws IOException {
        Path tokens = Files.writeString(folder.resolve(Tokens.FILE), "{\"tokens\":[]}");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(line("permissions", Map.of()))
                .satisfies(l -> {
                    assertThat(l.verdict()).isEqualTo(Checkup.Verdict.WARN);
                    assertThat(l.says()).contains("chmod 600");
                });
    }

    @Test
    void aTornadoHomeThatIsNoneSaysWhatToDo() {
        assertThat(line("tornadovm", Map.of("TORNADOVM_HOME", folder.toString())))
                .satisfies(l -> {
                    assertThat(l.verdict()).isEqualTo(Checkup.Verdict.FAIL);
                    assertThat(l.says()).contains("unset it");
                });
    }

    @ParameterizedTest
    @CsvSource({"0,FAIL", "67108863,FAIL", "67108864,WARN", "1073741823,WARN", "1073741824,OK"})
    void theDiskIsWarnedOfBeforeItIsFull(long free, Checkup.Verdict verdict) {
        assertThat(Checkup.disk(free).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"24,FAIL", "25,OK", "26,OK"})
    void aJdkThatIsTooOldFails(int feature, Checkup.Verdict verdict) {
        assertThat(Checkup.jdk(feature).verdict()).isEqualTo(verdict);
    }
}
