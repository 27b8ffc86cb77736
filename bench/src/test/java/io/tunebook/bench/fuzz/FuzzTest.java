package io.tunebook.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.ledger.Ledger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of requests generated from the API document and for MLflow routes, against a server on
/// SQLite. New seeds are for `./tunebook bench fuzz`; what one of them finds becomes a case with a
/// name, such as in `ParserRefusalsTest`. `-Dtunebook.seed=N` runs another seed,
/// `-Dtunebook.requests=N` sends more.
class FuzzTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);
    private static final long REQUESTS = Long.getLong("tunebook.requests", 2_500);

    @TempDir private Path folder;

    @Test
    void noRequestBreaksTheServerAndTheLogVerifiesAfterwards() throws Exception {
        long seed = SEED;
        try (EventLog log = SqliteEventLog.open(folder)) {
            try (Ledger ledger = new Ledger(log, Clock.systemUTC());
                    WebServer server =
                            WebServer.start(
                                    ledger,
                                    SigningKey.in(folder),
                                    ServerOptions.of("127.0.0.1", 0, "default"))) {
                SchemaOracle schemas = new SchemaOracle(document(server));
                Fuzz.Outcome outcome =
                        new Fuzz(URI.create(server.url()), seed, schemas::misfit)
                                .run(sent -> sent < REQUESTS);
                System.out.printf(
                        "fuzz: %,d requests, statuses %s, slowest %d ms, %d operations done, %,d events%n",
                        outcome.requests(),
                        outcome.statuses(),
                        outcome.slowest().toMillis(),
                        outcome.operations().size(),
                        log.head().position());
                assertThat(outcome.faults()).as("seed " + seed).isEmpty();
                assertThat(outcome.requests()).isEqualTo(REQUESTS);
                assertThat(outcome.operations()).as("seed " + seed).hasSizeGreaterThan(40);
            }
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        }
        // A new server can read the log.
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger again = new Ledger(log, Clock.systemUTC())) {
            assertThat(again.now().position()).isEqualTo(log.head().position());
        }
    }

    private static String document(WebServer server) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create(server.url() + "/api/v1/openapi.json"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
