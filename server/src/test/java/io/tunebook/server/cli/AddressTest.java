package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AddressTest {
    @TempDir private Path folder;

    private Tokens tokens() {
        return new Tokens(folder, Clock.systemUTC());
    }

    private static Address of(String options) {
        Address address = new Address();
        new CommandLine(address).parseArgs(options.split(" "));
        return address;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--host 0.0.0.0",
                "--host ::",
                "--host 192.0.2.1",
                "--public-url https://tunebook.example.org",
                "--behind-proxy 127.0.0.1"
            })
    void aServerThatOthersCanReachNeedsAToken(String options) {
        assertThatThrownBy(() -> of(options).exposure(tokens()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("./tunebook token create");
        tokens().create("ada", AccessRole.ADMIN, null);
        assertThat(of(options).exposure(tokens()).reachesOthers()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port 7071",
                "--host localhost",
                "--host ::1",
                "--host 127.0.0.2",
                "--public-url http://localhost:8080/tunebook"
            })
    void aServerForThisMachineNeedsNoToken(String options) {
        assertThat(of(options).exposure(tokens()).reachesOthers()).isFalse();
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        assertThatThrownBy(() -> of("--tls-cert cert.pem").exposure(tokens()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("belong together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "ftp://tunebook.example.org",
                "/tunebook",
                "https://example.org/ml?x=1",
                "https://ada:secret@example.org/ml"
            })
    void anInvalidPublicUrlIsWrongUsage(String url) {
        StringWriter err = new StringWriter();
        int exit =
                Main.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute("serve", "--public-url", url, "--data-dir", folder.toString());
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("tunebook: Invalid value for option '--public-url'")
                .contains("https://example.org/ml/tunebook")
                .doesNotContain("secret")
                .hasLineCount(1);
    }
}
