package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.playbook.analysis.Question;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A project in which every field that a user can write contains its own script.
final class PlantedProject {
    /// The page of the trial whose script's output is planted; it is fetched after the page.
    static final String PAGE_WITH_OUTPUT = "/trials/x-s1-t1";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String url;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> planted = new TreeSet<>();

    PlantedProject(String url) {
        this.url = url;
    }

    /// A text that calls `planted` wherever it is read as HTML: in an element, an attribute or a
    /// script.
    static String script(String field) {
        return "\"'></script><img src=x onerror=planted('%s')><script>planted('%s')</script>"
                .formatted(field, field);
    }

    /// The fields that were written.
    Set<String> fields() {
        return planted;
    }

    private String plant(String field) {
        planted.add(field);
        return script(field);
    }

    void write() throws IOException, InterruptedException {
        plan();
        train();
        decide();
        track();
    }

    private void plan() throws IOException, InterruptedException {
        post(
                "/projects",
                Map.of(
                        "id",
                        "x",
                        "title",
                        plant("title"),
                        "objective",
                        Map.of("metric", plant("objective"), "direction", "MINIMIZE")));
        post(
                "/projects/x/baselines",
                Map.of(
                        "configuration",
                        Map.of("optimizer", plant("value"), "learning_rate", 0.1),
                        "value",
                        0.05,
                        "note",
                        plant("baseline")));
        post(
                "/projects/x/rounds",
                Map.of(
                        "goal",
                        goal("question"),
                        "roles",
                        List.of(
                                role(optimizer(), "SCIENTIFIC", "role"),
                                role(rate(), "NUISANCE", "role"))));
        post(
                "/rounds/x-r1/studies",
                Map.of(
                        "name",
                        plant("study"),
                        "settings",
                        Map.of("optimizer", script("value")),
                        "space",
                        List.of(rate()),
                        "algorithm",
                        Map.of("kind", "SOBOL", "seed", 3),
                        "trials",
                        3,
                        "reproduction",
                        Map.of(
                                "command",
                                plant("command"),
                                "version",
                                plant("version"),
                                "data",
                                "outside " + plant("data"),
                                "digest",
                                plant("digest"))));
        for (JsonNode warning : get("/rounds/x-r1/design").path("warnings")) {
            post(
                    "/rounds/x-r1/acceptances",
                    Map.of(
                            "warning",
                            "%s %s"
                                    .formatted(
                                            warning.path("rule").asString(),
                                            warning.path("subject").asString()),
                            "why",
                            plant("acceptance")));
        }
        post("/studies/x-s1/start", Map.of());
    }

    private Map<String, Object> goal(String field) {
        return Map.of("kind", "UNDERSTANDING", "phase", "EXPLORATION", "question", plant(field));
    }

    private static Map<String, Object> optimizer() {
        return Map.of(
                "name",
                "optimizer",
                "domain",
                Map.of("scale", "choice", "values", List.of(script("value"), "adam")));
    }

    private static Map<String, Object> rate() {
        return Map.of(
                "name", "learning_rate", "domain", Map.of("scale", "log", "low", 0.001, "high", 1));
    }

    private Map<String, Object> role(Map<String, Object> parameter, String role, String field) {
        return Map.of("parameter", parameter, "role", role, "why", plant(field));
    }

    private void train() throws IOException, InterruptedException {
        for (int t = 0; t < 3; t++) {
            post(
                    "/studies/x-s1/ask",
                    Map.of(
                            "trainer",
                            plant("trainer"),
                            "device",
                            plant("device"),
                            "agent",
                            Map.of("id", "agent-" + t, "host", plant("host"), "slot", "" + t)));
            post(
                    "/trials/x-s1-t" + t + "/curve",
                    Map.of(
                            "steps",
                            List.of(1, 2, 3),
                            "metrics",
                            Map.of(
                                    script("objective"),
                                    List.of(0.5, 0.3, 0.2),
                                    plant("metric"),
                                    List.of(0.5, 0.3, 0.2))));
        }
        post(
                "/trials/x-s1-t0/complete",
                Map.of(
                        "value",
                        0.04,
                        "bestStep",
                        3,
                        "steps",
                        3,
                        "seconds",
                        1,
                        "measurements",
                        Map.of(plant("measurement"), 0.1)));
        post("/trials/x-s1-t1/output", Map.of("offset", 0, "text", plant("output")));
        post("/agents/agent-2/leave", Map.of("why", plant("left")));
        post("/trials/x-s1-t1/infeasible", Map.of("reason", plant("infeasible"), "step", 2));
        post("/trials/x-s1-t2/abandon", Map.of("why", plant("abandoned")));
        post("/studies/x-s1/extend", Map.of("trials", 5, "why", plant("extended")));
        post("/studies/x-s1/stop", Map.of("why", plant("stopped")));
    }

    private void decide() throws IOException, InterruptedException {
        post("/rounds/x-r1/notes", Map.of("text", "A note: " + plant("note")));
        post(
                "/rounds/x-r1/notes",
                Map.of(
                        "text",
                        "[a link](javascript:planted('link')) ![a picture](x\" onerror=\"planted('picture'))"
                                + " <javascript:planted('auto')> [data](data:text/html,<script>planted('data')</script>)"
                                + "\n\n```html\" onload=\"planted('fence')\n"
                                + plant("code")
                                + "\n```\n"));
        for (String question : Question.IDS) {
            post(
                    "/rounds/x-r1/answers",
                    Map.of("question", question, "verdict", "fine", "note", plant("answer")));
        }
        post(
                "/rounds/x-r1/decision",
                Map.of(
                        "candidate",
                        "x-s1-t0",
                        "decision",
                        "LAUNCH",
                        "rationale",
                        plant("rationale"),
                        "overrides",
                        Question.IDS.stream()
                                .collect(Collectors.toMap(q -> q, _ -> plant("override"))),
                        "position",
                        get("/head").path("position").asLong(),
                        "complexity",
                        plant("complexity")));
        post("/launches/x-l1/revert", Map.of("why", plant("revert")));
        post("/rounds/x-r1/close", Map.of("conclusion", plant("conclusion")));
    }

    private void track() throws IOException, InterruptedException {
        String mlflow = "/api/2.0/mlflow/";
        String experiment =
                send(
                                mlflow + "experiments/create",
                                Map.of(
                                        "name",
                                        plant("experiment"),
                                        "tags",
                                        List.of(
                                                Map.of(
                                                        "key",
                                                        "mlflow.note.content",
                                                        "value",
                                                        plant("experiment note")))))
                        .path("experiment_id")
                        .asString();
        for (String rate : List.of("0.1", "0.2")) {
            String run =
                    send(
                                    mlflow + "runs/create",
                                    Map.of(
                                            "experiment_id",
                                            experiment,
                                            "run_name",
                                            plant("run"),
                                            "user_id",
                                            script("user"),
                                            "start_time",
                                            1))
                            .at("/run/info/run_id")
                            .asString();
            send(
                    mlflow + "runs/log-batch",
                    Map.of(
                            "run_id",
                            run,
                            "params",
                            List.of(
                                    Map.of("key", "lr", "value", rate),
                                    Map.of("key", plant("param"), "value", plant("param " + rate))),
                            "metrics",
                            List.of(
                                    Map.of(
                                            "key",
                                            plant("run metric"),
                                            "value",
                                            0.5,
                                            "timestamp",
                                            2,
                                            "step",
                                            1)),
                            "tags",
                            List.of(Map.of("key", script("tag"), "value", script("tag value")))));
            send(
                    mlflow + "runs/update",
                    Map.of("run_id", run, "status", "FINISHED", "end_time", 3));
        }
        post(
                "/experiments/" + experiment + "/describe",
                Map.of(
                        "project",
                        "tracked",
                        "title",
                        plant("tracked title"),
                        "objective",
                        Map.of("metric", script("run metric"), "direction", "MINIMIZE"),
                        "goal",
                        goal("tracked question"),
                        "roles",
                        List.of(
                                role(
                                        Map.of(
                                                "name",
                                                "lr",
                                                "domain",
                                                Map.of("scale", "log", "low", 0.001, "high", 1)),
                                        "SCIENTIFIC",
                                        "tracked role"))));
    }

    /// The dashboard's pages of everything in the project.
    List<String> pages() throws IOException, InterruptedException {
        Stream.Builder<String> pages = Stream.builder();
        for (JsonNode p : get("/projects").path("projects")) {
            String project = p.path("id").asString();
            for (String page : List.of("", "/new-round", "/batch-size")) {
                pages.add("/projects/" + project + page);
            }
            for (JsonNode r : get("/projects/" + project).path("rounds")) {
                pages.add("/rounds/" + r.path("id").asString());
            }
        }
        for (JsonNode e : get("/experiments").path("experiments")) {
            pages.add("/experiments/" + e.path("id").asString());
            for (JsonNode run : get("/experiments/" + e.path("id").asString()).path("runs")) {
                if (run.path("trial").asBoolean()) {
                    pages.add("/trials/" + run.path("id").asString());
                }
            }
        }
        Stream.of(
                        "/",
                        "/studies/x-s1",
                        "/trials/x-s1-t0",
                        "/trials/x-s1-t1",
                        "/trials/x-s1-t2",
                        "/launches/x-l1",
                        "/compare?trials=x-s1-t0,x-s1-t1,x-s1-t2",
                        "/audit?view=events",
                        "/audit?since=0&until=" + get("/head").path("position").asLong(),
                        "/agents",
                        "/playbook",
                        "/api")
                .forEach(pages::add);
        String script = URLEncoder.encode(script("url"), StandardCharsets.UTF_8);
        Stream.of(
                        "/rounds/x-r1?at=" + script,
                        "/compare?trials=" + script + "&metric=" + script,
                        "/studies/x-s1?sort=" + script + "&filter=" + script + "#" + script,
                        "/audit?since=" + script,
                        "/projects/" + script.replace("%2F", ""),
                        "/sign-in?to=" + script)
                .forEach(pages::add);
        return pages.build().toList();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private void post(String path, Map<String, Object> body)
            throws IOException, InterruptedException {
        send("/api/v1" + path, body);
    }

    private JsonNode send(String path, Map<String, Object> body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Content-Type", "application/json")
                                .header(
                                        "Tunebook-Actor",
                                        URLEncoder.encode(plant("actor"), StandardCharsets.UTF_8)
                                                .replace("+", "%20"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                JSON.writeValueAsString(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
