package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.command.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The routes of the audit and of the search, and pages at positions where they do not exist.
class AuditApiTest extends TestServer {
    @BeforeEach
    void aRoundExists() {
        ledger.perform(
                new Command.CreateProject(
                        "p", "Made", new Objective("error", Objective.Direction.MINIMIZE)),
                "ada");
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(
                                Goal.Kind.UNDERSTANDING,
                                Goal.Phase.EXPLORATION,
                                "Which optimizer?"),
                        List.of(
                                new Role.Assignment(
                                        Parameter.always("x", new Domain.Linear(0, 1)),
                                        Role.SCIENTIFIC,
                                        "The subject."))),
                "ada");
    }

    private HttpResponse<String> get(String path, String accept)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("Accept", accept)
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode json(String path, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/api/v1" + path, "application/json");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    @Test
    void acceptancesAndRecoveriesOfTheLogAreDecisionsAsOfAPosition() throws Exception {
        long opened = log.head().position();
        Wire.Encoded recovered =
                Wire.encode(new Event.LogRecovered(1, 2, "", "torn", "", "The disk broke."));
        log.append(
                "log",
                Expected.any(),
                List.of(
                        new NewEvent(
                                UUID.randomUUID(),
                                recovered.type(),
                                recovered.version(),
                                "lin",
                                Instant.now(),
                                recovered.payload())));
        // A later command is folded after the recovery.
        ledger.perform(new Command.AddNote("p-r1", "recovered"), "lin");
        JsonNode page = json("/decisions", 200);
        assertThat(page.get("decisions")).hasSize(1);
        assertThat(page.get("decisions").get(0).get("kind").asString()).isEqualTo("RECOVERY");
        assertThat(page.get("decisions").get(0).get("actor").asString()).isEqualTo("lin");
        assertThat(json("/decisions?at=" + opened, 200).get("decisions")).isEmpty();
        assertThat(json("/trial-histories", 200).get("trials")).isEmpty();
    }

    @Test
    void theSearchNeedsWords() throws Exception {
        assertThat(json("/search?q=which+optimizer", 200).get("hits")).hasSize(1);
        assertThat(json("/search", 400).get("detail").asString()).contains("send ?q=WORDS");
        json("/search?q=" + "x".repeat(201), 400);
    }

    @Test
    void whatDidNotExistYetNamesTheEventThatCreatedIt() throws Exception {
        JsonNode problem = json("/rounds/p-r1?at=1", 404);
        assertThat(problem.get("detail").asString())
                .isEqualTo("round 'p-r1' did not exist yet at event 1: it was created by event 2");
        assertThat(problem.get("firstEvent").asLong()).isEqualTo(2);
        assertThat(json("/rounds/p-r9?at=1", 404).has("firstEvent")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo", "/projects", "/rounds/p-r1/nothing"})
    void aBrowserGetsTheDashboardForAnUnknownPath(String path) throws Exception {
        HttpResponse<String> response = get(path, "text/html,application/xhtml+xml");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).contains("text/html");
        assertThat(response.body()).contains("id=\"main\"");
    }

    @ParameterizedTest
    @CsvSource({"/foo, */*", "/api/v1/foo, text/html", "/static/foo.js, text/html"})
    void aProgramGetsAProblem(String path, String accept) throws Exception {
        HttpResponse<String> response = get(path, accept);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }
}
