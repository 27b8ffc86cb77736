package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API over real HTTP, on a round with one completed trial.
class ApiTest extends TestServer {
    private static final JsonMapper MAPPER = new JsonMapper();

    private SigningKey key;
    private String trial = "";

    @BeforeEach
    void open() throws IOException {
        key = SigningKey.in(folder);
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
        var proposed =
                ledger.perform(
                        new Command.ProposeTrial(
                                "digits-s1", io.tunebook.events.Configuration.EMPTY),
                        "runner");
        trial = ((Event.TrialProposed) proposed.events().getFirst()).trial();
        ledger.perform(new Command.StartTrial(trial, "cpu", "test", 1), "runner");
        ledger.perform(
                new Command.MeasureCurve(
                        trial,
                        new io.tunebook.events.Curve(
                                new long[] {10, 20},
                                List.of("validation/error"),
                                new float[][] {{0.5f, Float.NaN}})),
                "runner");
        ledger.perform(new Command.CompleteTrial(trial, 0.5, 10, 20, 1, Map.of()), "runner");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode get(String path) {
        HttpResponse<String> response = send(request("/api/v1" + path));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private HttpResponse<String> post(String path, String body, String... headers) {
        var request =
                request("/api/v1" + path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!List.of(headers).contains("Tunebook-Actor")) {
            request.header("Tunebook-Actor", "ada");
        }
        return send(request);
    }

    @Test
    void noAnswerAndNoDecisionIsRecordedWithoutAName() {
        long before = log.head().position();
        for (String path :
                List.of(
                        "/rounds/digits-r1/answers",
                        "/rounds/digits-r1/decision",
                        "/rounds/digits-r1/acceptances")) {
            String body =
                    path.endsWith("answers")
                            ? "{\"question\":\"space\",\"verdict\":\"fine\",\"note\":\"seen\"}"
                            : path.endsWith("decision")
                                    ? "{\"candidate\":\"digits-s1-t0\",\"decision\":\"HOLD\",\"rationale\":\"r\",\"overrides\":{},\"position\":%d}"
                                            .formatted(before)
                                    : "{\"warning\":\"w\",\"why\":\"known\"}";
            var nameless =
                    send(
                            request("/api/v1" + path)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            if (path.endsWith("acceptances")) {
                problem(nameless, 404);
            } else {
                assertThat(problem(nameless, 400).get("detail").asString())
                        .contains("Tunebook-Actor");
            }
        }
        assertThat(log.head().position()).isEqualTo(before);
    }

    private static JsonNode problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        JsonNode body = MAPPER.readTree(response.body());
        assertThat(body.get("status").asInt()).isEqualTo(status);
        assertThat(body.get("detail").asString()).isNotBlank();
        return body;
    }

    @Test
    void theRoundsPageHasEveryFieldOfTheDashboard() {
        JsonNode page = get("/rounds/digits-r1");
        assertThat(page.propertyNames())
                .containsExactlyInAnyOrder(
                        "position",
                        "project",
                        "round",
                        "steps",
                        "summary",
                        "answer",
                        "next",
                        "roles",
                        "studies",
                        "reruns",
                        "axisPlots",
                        "curves",
                        "isolation",
                        "checklist",
                        "decision",
                        "notes",
                        "hash");
        assertThat(page.get("checklist")).hasSize(5);
        assertThat(page.get("studies")).hasSize(2);
        assertThat(page.get("decision").get("candidate").get("trial").asString()).isEqualTo(trial);
        assertThat(page.get("decision").get("open")).hasSize(5);
        assertThat(page.get("decision").get("candidates").findValuesAsString("trial"))
                .contains(trial);
        assertThat(page.get("roles").get(1).get("key").asString())
                .isEqualTo("learning_rate[optimizer=nesterov]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/projects",
                "/projects/digits",
                "/rounds/digits-r1",
                "/studies/digits-s1",
                "/head"
            })
    void everyPageAnswersAsOfAPosition(String path) {
        assertThat(get(path + "?at=6").get("position").asInt()).isEqualTo(6);
        assertThat(get(path).get("position").asInt()).isEqualTo((int) log.head().position());
    }

    @Test
    void anUnchangedPageIsNotSentAgainUntilTheLogGrows() {
        String path = "/api/v1/projects/digits";
        HttpResponse<String> first = send(request(path));
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(send(request(path).header("If-None-Match", tag)).statusCode()).isEqualTo(304);
        assertThat(send(request(path)).body()).isEqualTo(first.body());
        post("/rounds/digits-r1/notes", "{\"text\":\"seen\"}", "Tunebook-Actor", "ada");
        HttpResponse<String> later = send(request(path).header("If-None-Match", tag));
        assertThat(later.statusCode()).isEqualTo(200);
        assertThat(MAPPER.readTree(later.body()).get("position").asLong())
                .isGreaterThan(MAPPER.readTree(first.body()).get("position").asLong());
    }

    @Test
    void aPastPositionShowsNoLaterEvents() {
        assertThat(get("/rounds/digits-r1?at=3").get("studies")).isEmpty();
        problem(send(request("/api/v1/trials/" + trial + "?at=3")), 404);
        problem(send(request("/api/v1/projects?at=999999")), 404);
        assertThat(get("/projects?at=0").get("projects")).isEmpty();
    }

    @Test
    void curvesAreSentAsFloatsIncludingNaN() throws Exception {
        byte[] body =
                client.send(
                                request(
                                                "/api/v1/curves?trials="
                                                        + trial
                                                        + "&metrics=validation/error")
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .body();
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        int length = in.getInt();
        assertThat((4 + length) % 4).isZero();
        JsonNode header =
                MAPPER.readTree(
                        new String(body, 4, length, java.nio.charset.StandardCharsets.UTF_8));
        assertThat(header.get("series").get(0).get("count").asInt()).isEqualTo(2);
        in.position(4 + length);
        assertThat(new float[] {in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat()})
                .containsExactly(10, 20, 0.5f, Float.NaN);
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void aDecisionIsRejectedUntilEveryQuestionIsAnsweredOrOverridden() {
        long position = log.head().position();
        String decision =
                """
                {"candidate":"%s","decision":"LAUNCH","rationale":"best we have","overrides":%s,"position":%d}\
                """;
        JsonNode refused =
                problem(
                        post(
                                "/rounds/digits-r1/decision",
                                decision.formatted(trial, "{}", position)),
                        409);
        assertThat(refused.get("rule").asString()).isEqualTo("PB-22");
        assertThat(log.head().position()).isEqualTo(position);

        for (String q : List.of("space", "points", "infeasible", "optimisation")) {
            var answered =
                    post(
                            "/rounds/digits-r1/answers",
                            "{\"question\":\"%s\",\"verdict\":\"fine\",\"note\":\"seen\"}"
                                    .formatted(q),
                            "Tunebook-Actor",
                            "Zo%C3%AB");
            assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
        }
        assertThat(log.at(log.head().position()).orElseThrow().actor()).isEqualTo("Zoë");
        var decided =
                post(
                        "/rounds/digits-r1/decision",
                        decision.formatted(
                                trial, "{\"curves\":\"one trial only\"}", log.head().position()));
        assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);

        JsonNode project = get("/projects/digits");
        assertThat(project.get("baseline").get("launch").asString()).isEqualTo("digits-l1");
        JsonNode launch = get("/launches/digits-l1");
        assertThat(launch.get("evidence").get("findings")).hasSize(5);
        assertThat(launch.get("evidence").get("caveats")).hasSize(7);
        assertThat(launch.get("overrides").get("curves").asString()).isEqualTo("one trial only");
        assertThat(launch.get("hash").asString()).hasSize(64);
        assertThat(get("/projects/digits?at=" + position).get("baseline").isNull()).isTrue();

        assertThat(post("/launches/digits-l1/revert", "{\"why\":\"slower\"}").statusCode())
                .isEqualTo(200);
        assertThat(get("/projects/digits").get("baseline").isNull()).isTrue();
    }

    @Test
    void aDecisionOnFindingsThatHaveChangedIsStale() {
        long shown = log.head().position();
        for (int i = 0; i < 9; i++) {
            var id =
                    ((Event.TrialProposed)
                                    ledger.perform(
                                                    new Command.ProposeTrial(
                                                            "digits-s1",
                                                            io.tunebook.events.Configuration.EMPTY),
                                                    "runner")
                                            .events()
                                            .getFirst())
                            .trial();
            ledger.perform(
                    new Command.MarkInfeasible(id, InfeasibleKind.DIVERGED, "diverged", 1L),
                    "runner");
        }
        JsonNode stale =
                problem(
                        post(
                                "/rounds/digits-r1/decision",
                                "{\"candidate\":\"%s\",\"decision\":\"LAUNCH\",\"rationale\":\"r\",\"overrides\":{},\"position\":%d}"
                                        .formatted(trial, shown)),
                        412);
        assertThat(stale.get("detail").asString()).contains("How many trials are infeasible?");
    }

    @Test
    void aRetriedRequestIsExecutedOnce() {
        String key = UUID.randomUUID().toString();
        String body = "{\"text\":\"a thought\"}";
        String first = post("/rounds/digits-r1/notes", body, "Idempotency-Key", key).body();
        assertThat(post("/rounds/digits-r1/notes", body, "Idempotency-Key", key).body())
                .isEqualTo(first);
        assertThat(get("/rounds/digits-r1").get("notes")).hasSize(1);
        assertThat(
                        post(
                                        "/rounds/digits-r1/close",
                                        "{\"conclusion\":\"c\"}",
                                        "Idempotency-Key",
                                        key)
                                .body())
                .contains("belongs to another request")
                .contains("409");
    }

    @Test
    void aRetriedDecisionReturnsThePositionOfTheFirst() {
        String decided =
                """
                {"candidate":"%s","decision":"HOLD","rationale":"not yet","overrides":
                 {"space":"a","points":"a","infeasible":"a","optimisation":"a","curves":"a"},"position":%d}
                """
                        .formatted(trial, log.head().position());
        String key = UUID.randomUUID().toString();
        String first = post("/rounds/digits-r1/decision", decided, "Idempotency-Key", key).body();
        assertThat(first).contains("\"position\":" + log.head().position());
        assertThat(post("/rounds/digits-r1/decision", decided, "Idempotency-Key", key).body())
                .isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/rounds/digits-r1/answers | {} | 400",
                "/rounds/digits-r1/answers | not json | 400",
                "/rounds/digits-r1/answers | {\"question\":\"space\",\"verdict\":\"fine\",\"note\":\"n\",\"more\":1} | 400",
                "/rounds/digits-r1/answers | {\"question\":\"weather\",\"verdict\":\"fine\",\"note\":\"n\"} | 404",
                "/rounds/digits-r1/answers | {\"question\":\"space\",\"verdict\":\"maybe\",\"note\":\"n\"} | 409",
                "/rounds/digits-r1/answers | {\"question\":\"space\",\"verdict\":\"fine\",\"note\":\" \"} | 409",
                "/rounds/nowhere/close | {\"conclusion\":\"c\"} | 404",
                "/studies/digits-s1/start | {} | 409",
                "/projects | {\"id\":\"a/b\",\"title\":\"t\",\"objective\":{\"metric\":\"m\",\"direction\":\"MINIMIZE\"}} | 409",
                "/projects/digits/rounds | {\"goal\":{\"kind\":\"GREEDY\",\"phase\":\"EXPLOITATION\",\"question\":\"q\"},\"roles\":[{\"parameter\":{\"name\":\"x\",\"domain\":{\"scale\":\"log\",\"low\":0,\"high\":1}},\"role\":\"NUISANCE\",\"why\":\"w\"}]} | 400",
                "/projects/digits/rounds | {\"goal\":{\"kind\":\"GREEDY\",\"phase\":\"EXPLOITATION\",\"question\":\"q\"},\"roles\":[]} | 409"
            })
    void invalidInputIsReportedAsAProblemAndAppendsNothing(String path, String body, int status) {
        long before = log.head().position();
        problem(post(path, body), status);
        assertThat(log.head().position()).isEqualTo(before);
    }

    @Test
    void theAuditReturnsEveryEventInPagesNewestFirst() {
        List<Integer> positions = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = get("/events?limit=4" + next);
            page.get("events").forEach(e -> positions.add(e.get("position").asInt()));
            next = page.get("next").isNull() ? null : "&before=" + page.get("next").asLong();
        } while (next != null);
        List<Integer> expected = new ArrayList<>();
        for (int p = (int) log.head().position(); p >= 1; p--) {
            expected.add(p);
        }
        assertThat(positions).isEqualTo(expected);
        assertThat(get("/events?type=trial-completed").get("events")).hasSize(1);
        assertThat(get("/events?at=3").get("events").get(0).get("position").asInt()).isEqualTo(3);
        assertThat(
                        get("/events?type=trial-completed")
                                .get("events")
                                .get(0)
                                .get("summary")
                                .asString())
                .contains("completed");
    }

    @Test
    void theLiveStreamResumesAfterTheLastEventId() throws Exception {
        long head = log.head().position();
        var response =
                client.send(
                        request("/api/v1/events/stream")
                                .header("Accept", "text/event-stream")
                                .header("Last-Event-ID", Long.toString(head - 2))
                                .build(),
                        BodyHandlers.ofLines());
        try (var lines = response.body()) {
            var iterator = lines.iterator();
            List<String> ids = new ArrayList<>();
            String line = "";
            while (!line.equals("event: caught-up")) {
                line = iterator.next();
                if (line.startsWith("id: ")) {
                    ids.add(line.substring(4));
                }
            }
            assertThat(ids).containsExactly(Long.toString(head - 1), Long.toString(head));
            ledger.perform(new Command.AddNote("digits-r1", "live"), "ada");
            while (!line.startsWith("id: ")) {
                line = iterator.next();
            }
            assertThat(line).isEqualTo("id: " + (head + 1));
        }
    }

    @Test
    void pagesAndFilesAreServedWithAStrictPolicy() {
        for (String path :
                List.of(
                        "/",
                        "/rounds/digits-r1",
                        "/audit",
                        "/static/js/main.js",
                        "/static/vendor/echarts.esm.min.js")) {
            HttpResponse<String> response = send(request(path));
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'self'")
                    .doesNotContain("unsafe");
        }
        assertThat(
                        send(request("/static/js/main.js"))
                                .headers()
                                .firstValue("Content-Type")
                                .orElse(""))
                .contains("javascript");
        problem(send(request("/no/such/page")), 404);
        problem(send(request("/static/../playbook.json")), 404);
    }

    @Test
    void writesFromOtherSitesAndForeignHostNamesAreRefused() throws Exception {
        problem(
                post(
                        "/rounds/digits-r1/notes",
                        "{\"text\":\"x\"}",
                        "Origin",
                        "http://evil.example"),
                403);
        try (var socket =
                new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /api/v1/projects HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            String answer =
                    new String(
                            socket.getInputStream().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 403").contains("call this server as localhost");
        }
    }

    @Test
    void aPortInUseIsReported() {
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(() ->
                                WebServer.start(
                                        ledger,
                                        key,
                                        ServerOptions.of("127.0.0.1", server.port(), "x"))))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("is in use");
    }
}
