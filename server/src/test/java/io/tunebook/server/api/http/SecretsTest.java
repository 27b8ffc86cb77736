package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.logs.Logs;
import io.tunebook.server.exchange.archive.LogExport;
import io.tunebook.server.exchange.report.Report;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// Valid and invalid secrets, in every place where a client can send one: none appears in the
/// server's answers, logs, exports or reports.
class SecretsTest extends TestServer {
    private static final String QUERY = "secret-in-a-query";
    private static final String HEADER = "secret-in-a-bearer";
    private static final String PASSWORD = "secret-in-a-password";
    private static final String COOKIE = "secret-in-a-cookie";
    private static final String FORM = "secret-in-a-form";
    private static final String FIELD = "secret-in-a-body";

    private Tokens tokens;
    private String round;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream err = System.err;
    private final List<String> answers = new ArrayList<>();

    @Override
    protected ServerOptions options() throws IOException {
        tokens = new Tokens(folder, Clock.systemUTC());
        return super.options().withTokens(tokens);
    }

    @BeforeEach
    void open() throws IOException {
        round =
                Demo.open(
                        ledger,
                        new StudyData.Generated(50, 1).reproduction("c", "v"),
                        "digits",
                        "ada");
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        System.setErr(err);
        Logs.write(Logs.Format.TEXT, false);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        answers.add(answer.body());
        answer.headers().map().entrySet().stream()
                // A browser gets its cookie and is redirected to the address that
                // it came from.
                .filter(e -> !List.of("set-cookie", "location").contains(e.getKey()))
                .forEach(e -> answers.add(e.toString()));
        return answer;
    }

    private static String basic(String user, String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /// Sends every kind of request with secrets, valid and invalid.
    private void callWithSecrets(String token, String session) throws Exception {
        String path = "/api/v1/projects?token=" + QUERY + "&access_token=" + token;
        String notes = "/api/v1/rounds/" + round + "/notes";
        String json = "application/json";
        send("GET", path, "");
        send("GET", "/?token=" + QUERY, "");
        send("GET", "/nowhere?api_key=" + QUERY, "");
        send("GET", path, "", "Authorization", "Bearer " + HEADER);
        send("GET", path, "", "Authorization", "Bearer " + token);
        send("GET", path + "&at=x", "", "Authorization", "Bearer " + token);
        send("GET", path, "", "Authorization", "Digest " + HEADER);
        send("GET", path, "", "Authorization", basic("ada", PASSWORD));
        send("GET", path, "", "Authorization", basic("ada", token));
        send("GET", path, "", "Cookie", Access.COOKIE + "=" + COOKIE);
        send("GET", path, "", "Cookie", session);
        send("POST", notes, "{\"text\":\"seen\"}", "Content-Type", json, "Cookie", session);
        send(
                "POST",
                notes,
                "{\"password\":" + FIELD + "}",
                "Content-Type",
                json,
                "Authorization",
                "Bearer " + token);
        send(
                "POST",
                notes,
                "{\"text\":\"seen\"}",
                "Content-Type",
                json,
                "Authorization",
                "Bearer " + token);
        send("GET", "/metrics?token=" + QUERY, "", "Authorization", "Bearer " + token);
        send("GET", "/ajax-api/2.0/mlflow/runs/get?run_id=" + QUERY, "", "Authorization", HEADER);
        send(
                "POST",
                "/sign-in",
                "token=" + FORM + "&to=%2F",
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private String session(String token) throws Exception {
        String set =
                send(
                                "POST",
                                "/sign-in",
                                "token=" + token + "&to=%2F",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    @ParameterizedTest
    @EnumSource(Logs.Format.class)
    void secretsAppearInNoOutput(Logs.Format format) throws Exception {
        Logs.write(format, true);
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger("io.tunebook")
                .setLevel(Level.TRACE);
        String token = tokens.create("ada", AccessRole.ADMIN, null);
        String session = session(token);
        callWithSecrets(token, session);
        Snapshot now = ledger.now();
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        LogExport.write(log, exported);
        String report =
                Report.html(now, java.util.Objects.requireNonNull(now.book().round(round)), "h");
        // From here on, every append fails.
        log.close();
        callWithSecrets(token, session);

        String log = logged.toString(StandardCharsets.UTF_8);
        assertThat(log).contains("/api/v1/projects", " 401", " 200", "ada");
        String everything =
                log
                        + String.join("\n", answers)
                        + exported.toString(StandardCharsets.UTF_8)
                        + report
                        + Files.readString(folder.resolve(Tokens.FILE));
        assertThat(everything)
                .doesNotContain(
                        token,
                        session.substring(session.indexOf('=') + 1),
                        QUERY,
                        HEADER,
                        PASSWORD,
                        COOKIE,
                        FORM,
                        basic("ada", PASSWORD).substring(6),
                        basic("ada", token).substring(6));
        // The sender of invalid JSON gets the quoted error, and no other client does.
        assertThat(log + exported + report).doesNotContain(FIELD);
    }

    @Test
    void aFailureIsLoggedWithTheIdOfItsAnswer() throws Exception {
        Logs.write(Logs.Format.JSON, false);
        log.close();
        var answer = send("GET", "/api/v1/events?after=0", "", "X-Request-Id", "mine-7");
        assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(500);
        assertThat(answer.body()).contains("\"request\":\"mine-7\"");
        // A request of the test before may be logged after its answer.
        assertThat(
                        logged.toString(StandardCharsets.UTF_8)
                                .lines()
                                .filter(line -> line.contains("/api/v1/events")))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line)
                                .startsWith("{\"time\":\"")
                                .endsWith("}")
                                .contains("\"request\":\"mine-7\""));
    }
}
