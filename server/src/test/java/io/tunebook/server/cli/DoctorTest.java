package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.FileDescriptors;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {
    @TempDir private Path folder;

    private Diagnostics.Line line(String name, Map<String, String> environment) {
        return new Diagnostics(LogOptions.in(folder), environment)
                .lines().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    }

    private void makeLog() {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Demo.open(
                    ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
        }
    }

    @Test
    void aHealthyMachineIsReportedInJsonAndByTheExitStatus() {
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
                .contains("\"tornadovm\"", "\"devices\"", "the log verifies");
    }

    @Test
    void aMissingLogIsNoFailure() {
        assertThat(line("log", Map.of()).verdict()).isEqualTo(Diagnostics.Verdict.WARN);
    }

    @Test
    void anInvalidLogFailsTheCheckAndTheCommand() throws IOException {
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
    void tokensThatOthersCanReadAreReported() throws IOException {
        Path tokens = Files.writeString(folder.resolve(Tokens.FILE), "{\"tokens\":[]}");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(line("permissions", Map.of()))
                .satisfies(l -> {
                    assertThat(l.verdict()).isEqualTo(Diagnostics.Verdict.WARN);
                    assertThat(l.says()).contains("chmod 600");
                });
    }

    @Test
    void anInvalidTornadoHomeIsReportedWithWhatToDo() {
        assertThat(line("tornadovm", Map.of("TORNADOVM_HOME", folder.toString())))
                .satisfies(l -> {
                    assertThat(l.verdict()).isEqualTo(Diagnostics.Verdict.FAIL);
                    assertThat(l.says()).contains("unset it");
                });
    }

    @ParameterizedTest
    @CsvSource({"0,FAIL", "67108863,FAIL", "67108864,WARN", "1073741823,WARN", "1073741824,OK"})
    void lowDiskSpaceIsReportedBeforeTheDiskIsFull(long free, Diagnostics.Verdict verdict) {
        assertThat(Diagnostics.disk(free).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"24,FAIL", "25,OK", "26,OK"})
    void aJdkThatIsTooOldFails(int feature, Diagnostics.Verdict verdict) {
        assertThat(Diagnostics.jdk(feature).verdict()).isEqualTo(verdict);
    }

    /// The database's answer for the libraries of [#BILL], in its documented format.
    private Diagnostics.Line vulnerabilities(String answer) throws IOException {
        HttpServer osv =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        osv.createContext(
                "/v1/querybatch",
                exchange -> {
                    asked =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        osv.start();
        try {
            return new VulnerabilityCheck("http://127.0.0.1:" + osv.getAddress().getPort(), bill())
                    .line();
        } finally {
            osv.stop(0);
        }
    }

    private String asked = "";

    private Path bill() throws IOException {
        return Files.writeString(
                folder.resolve("bill.json"),
                """
                {"bomFormat":"CycloneDX","specVersion":"1.6","components":[
                 {"name":"tunebook-server","purl":"pkg:maven/io.tunebook/tunebook-server@0.1.0?type=jar"},
                 {"name":"jooq","purl":"pkg:maven/org.jooq/jooq@3.21.9?type=jar"},
                 {"name":"log4j-core","purl":"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar"}]}
                """);
    }

    @Test
    void vulnerableLibrariesFailAndAreNamed() throws IOException {
        Diagnostics.Line line =
                vulnerabilities(
                        """
                        {"results":[{},{"vulns":[
                         {"id":"GHSA-jfh8-c2jp-5v3q","modified":"2026-03-13T22:01:46.230410Z"},
                         {"id":"GHSA-7rjr-3q55-vv33","modified":"2026-03-13T22:01:46.230410Z"}],
                         "next_page_token":"more"}]}
                        """);
        assertThat(line.verdict()).isEqualTo(Diagnostics.Verdict.FAIL);
        assertThat(line.says())
                .contains(
                        "2 vulnerabilities", "GHSA-jfh8-c2jp-5v3q in pkg:maven/org.apache.logging");
        assertThat(asked)
                .isEqualTo(
                        "{\"queries\":[{\"package\":{\"purl\":\"pkg:maven/org.jooq/jooq@3.21.9\"}},"
                                + "{\"package\":{\"purl\":\"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1\"}}]}");
    }

    @Test
    void librariesWithoutVulnerabilitiesPass() throws IOException {
        assertThat(vulnerabilities("{\"results\":[{},{}]}"))
                .satisfies(l -> {
                    assertThat(l.verdict()).isEqualTo(Diagnostics.Verdict.OK);
                    assertThat(l.says()).startsWith("2 libraries, no vulnerability");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"results\":[{}]}", "{}", "<html>sign in</html>"})
    void anInvalidAnswerOfTheDatabaseIsAWarning(String answer) throws IOException {
        assertThat(vulnerabilities(answer).verdict()).isEqualTo(Diagnostics.Verdict.WARN);
    }

    @Test
    void withoutANetworkTheVulnerabilityCheckIsAWarning() throws IOException {
        makeLog();
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        StringWriter out = new StringWriter();
        int exit =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .execute(
                                "doctor",
                                "--online",
                                "--sbom",
                                bill().toString(),
                                "--osv",
                                "http://127.0.0.1:" + closedPort,
                                "--data-dir",
                                folder.toString());
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("warn  holes", "could not be queried", "retry with a connection");
    }

    @Test
    void aMissingBillOfMaterialsIsReportedWithHowToMakeOne() {
        assertThat(
                        new VulnerabilityCheck(VulnerabilityCheck.OSV, folder.resolve("none.json"))
                                .line()
                                .says())
                .contains("./tunebook package");
    }

    @Test
    void filesThatOthersCanReadAreNamedAndFixed(@TempDir Path log) throws Exception {
        Path head = Files.writeString(log.resolve("head"), "x");
        Files.setPosixFilePermissions(head, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(ExposedFiles.in(log)).containsExactlyInAnyOrder(log, head);
        ExposedFiles.restrict(log);
        assertThat(ExposedFiles.in(log)).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(head)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @CsvSource({"0,WARN", "268435456,WARN", "268435457,OK"})
    void aDiskWithoutSpaceForUploadsIsReported(long free, Diagnostics.Verdict verdict) {
        assertThat(Diagnostics.reserve(free).verdict()).isEqualTo(verdict);
        assertThat(Diagnostics.reserve(free).says()).contains("256 MB only for the log");
    }

    @ParameterizedTest
    @CsvSource({"100,FAIL", "300,WARN", "65536,OK"})
    void aLowLimitOfOpenFilesIsReported(long limit, Diagnostics.Verdict verdict) {
        Diagnostics.Line files = Diagnostics.files(new FileDescriptors(limit, 80));
        assertThat(files.verdict()).isEqualTo(verdict);
        assertThat(files.says()).contains("%,d".formatted(limit));
        assertThat(line("open files", Map.of()).says()).isNotBlank();
    }

    /// `/dev/full` refuses every byte as a full disk does.
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatIsFullAtTheStartIsOneLineWithWhatToDo() throws IOException {
        makeLog();
        Files.delete(folder.resolve("lock"));
        Files.createSymbolicLink(folder.resolve("lock"), Path.of("/dev/full"));
        StringWriter err = new StringWriter();
        int exit =
                Main.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute("serve", "--port", "0", "--data-dir", folder.toString());
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().lines())
                .contains(
                        "tunebook: the log in %s cannot be opened, because its disk is full: free space on it, then start again"
                                .formatted(folder));
    }
}
