package io.tunebook.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the HTTP parser refuses before any route is asked: the fuzzer has found each, and none is a
/// fault.
class ParserRefusalsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir private static Path folder;
    private static EventLog log;
    private static Ledger ledger;
    private static WebServer server;

    @BeforeAll
    static void start() throws IOException {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        server =
                WebServer.start(
                        ledger, SigningKey.in(folder), ServerOptions.of("127.0.0.1", 0, "ada"));
    }

    @AfterAll
    static void stop() {
        server.close();
        ledger.close();
        log.close();
    }

    private static FuzzRequest request(String method, String target, String... headers) {
        return new FuzzRequest("restore", method, target, List.of(headers), new byte[0]);
    }

    /// Seed 10375043, request 7920: an actor that ended in a line break ended the head of the
    /// request before, and the rest of that head was another request, whose answer this one was
    /// given.
    @Test
    void aLineWithoutAVersionIsRefusedWith505() throws IOException {
        refused(request("no", "colon\r\nX:"), 505);
    }

    @Test
    void aVersionThatIsUnknownIsRefusedWith505() throws IOException {
        refused(request("POST", "/api/2.0/mlflow/experiments/restore HTTP/1.2\r\nX:"), 505);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/trials/%zz, Accept: */*, 400",
        "/api/v1/trials/a%00x, Accept: */*, 400",
        "/api/v1/playbook, Bad Name: x, 400",
        "/api/v1/playbook, Expect: 200-ok, 417",
        "/api/v1/playbook odd, Accept: */*, 400",
    })
    void aHeadThatIsMalformedIsRefused(String target, String header, int status)
            throws IOException {
        refused(request("GET", target, header), status);
    }

    @Test
    void aHeadThatIsTooLongIsRefused() throws IOException {
        refused(request("GET", "/" + "x".repeat(20_000)), 414);
        refused(request("GET", "/", "X: " + "x".repeat(20_000)), 431);
    }

    /// And the next request, on whichever connection, is answered.
    private static void refused(FuzzRequest request, int status) throws IOException {
        try (RawHttpClient client = new RawHttpClient(URI.create(server.url()), LONG)) {
            RawResponse answer = client.send(request);
            assertThat(answer.status()).as(answer.text()).isEqualTo(status);
            assertThat(new ResponseOracle(LONG).fault(request, answer)).isNull();
            assertThat(client.send(request("GET", "/api/v1/playbook")).status()).isEqualTo(200);
        }
    }
}
