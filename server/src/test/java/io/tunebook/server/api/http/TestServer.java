package io.tunebook.server.api.http;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A real server on an empty log for each test, and an HTTP client.
public abstract class TestServer {
    @TempDir protected Path folder;
    protected EventLog log;
    protected Ledger ledger;
    protected WebServer server;
    protected final HttpClient client = HttpClient.newHttpClient();

    /// How the server is started; the log's folder exists, and [#ledger] is open.
    protected ServerOptions options() throws IOException {
        return ServerOptions.of("127.0.0.1", 0, "somebody");
    }

    @BeforeEach
    final void startServer() throws IOException {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        restartServer();
    }

    /// Starts a server on the same log; the one before, if any, is closed by the caller.
    protected final void restartServer() throws IOException {
        server = WebServer.start(ledger, SigningKey.in(folder), options());
    }

    @AfterEach
    final void stopServer() {
        server.close();
        ledger.close();
        log.close();
        client.close();
    }
}
