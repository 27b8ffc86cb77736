package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.playbook.search.Proposals;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Sends every example of the document to a server in a realistic order, and validates the answers
/// against the document.
///
/// With `-Dtunebook.examples=FILE` it writes the answers, shortened, which become the document's
/// `answers.json`.
class OpenApiExamplesTest extends TestServer {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int MAX_ITEMS = 2;

    /// Operations that measure or preview, and record nothing.
    private static final Set<String> UNWRITTEN =
            Set.of(
                    "previewDesign",
                    "checkData",
                    "applyImport",
                    "discardImport",
                    "sweepBatchSizes",
                    "probeStability");

    private DescribedApi described;
    private final Map<String, JsonNode> answers = new TreeMap<>();
    private String authorization = "";

    @Override
    protected ServerOptions options() throws IOException {
        Tokens tokens = new Tokens(folder, Clock.systemUTC());
        return super.options().withTokens(tokens).withArtifacts(new Artifacts(folder));
    }

    @BeforeEach
    void open() throws Exception {
        described = new DescribedApi(send("GET", "/api/v1/openapi.json", null).body());
    }

    private HttpResponse<String> send(String method, String path, JsonNode body)
            throws IOException, InterruptedException {
        return send(method, path, body, UUID.randomUUID());
    }

    /// Sends a request whose client disconnects without reading, then twice more with the same key:
    /// the last two get the same answer, and only one event is appended.
    private HttpResponse<String> sendThrice(String method, String path, JsonNode body)
            throws IOException, InterruptedException {
        UUID key = UUID.randomUUID();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            byte[] bytes =
                    body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream()
                    .write(
                            "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nTunebook-Actor: ada\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n"
                                    .formatted(method, path, key, bytes.length)
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
        }
        HttpResponse<String> first = send(method, path, body, key);
        long head = ledger.now().position();
        HttpResponse<String> again = send(method, path, body, key);
        assertThat(again.body()).as(path).isEqualTo(first.body());
        assertThat(ledger.now().position()).as(path).isEqualTo(head);
        return again;
    }

    private HttpResponse<String> send(String method, String path, JsonNode body, UUID key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("Tunebook-Actor", "ada")
                        .header("Idempotency-Key", key.toString())
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body.toString()));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /// Sends the operation's example.
    private JsonNode call(String id) throws Exception {
        return call(id, Map.of(), Map.of());
    }

    /// @param parameters replace those of the example
    /// @param fields replace fields of the example's body
    private JsonNode call(String id, Map<String, String> parameters, Map<String, Object> fields)
            throws Exception {
        DescribedApi.Operation o = described.operation(id);
        JsonNode example = o.node().at("/requestBody/content/application~1json/example").deepCopy();
        if (example instanceof ObjectNode object) {
            fields.forEach(object::putPOJO);
        }
        JsonNode body = example.isMissingNode() ? null : example;
        String path = path(o, parameters);
        boolean writes = o.method().equals("POST") && !UNWRITTEN.contains(id);
        HttpResponse<String> answer =
                writes ? sendThrice(o.method(), path, body) : send(o.method(), path, body);
        String description = "%s %s: %s".formatted(id, example, answer.body());
        JsonNode content = o.node().at("/responses/200/content");
        if (content.isMissingNode()) {
            assertThat(answer.statusCode()).as(description).isEqualTo(204);
            answers.put(id, JsonNodeFactory.instance.nullNode());
            return JsonNodeFactory.instance.missingNode();
        }
        assertThat(answer.statusCode()).as(description).isEqualTo(200);
        String type = content.propertyNames().iterator().next();
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        if (!type.equals("application/json")) {
            boolean text = type.startsWith("text/");
            answers.putIfAbsent(
                    id,
                    JsonNodeFactory.instance.stringNode(
                            text ? firstLines(answer.body()) : answer.body()));
            return JsonNodeFactory.instance.missingNode();
        }
        JsonNode value = MAPPER.readTree(answer.body());
        assertThat(
                        described.errors(
                                o.pointer() + "/responses/200/content/application~1json/schema",
                                value))
                .as(description)
                .isEmpty();
        if (parameters.isEmpty()) {
            answers.putIfAbsent(id, shortened(value));
        }
        return value;
    }

    private static String path(DescribedApi.Operation o, Map<String, String> parameters) {
        String path = o.path();
        StringBuilder query = new StringBuilder();
        for (JsonNode p : o.node().path("parameters")) {
            String name = p.path("name").asString("");
            String value = parameters.getOrDefault(name, p.path("example").asString(""));
            if (p.path("in").asString("").equals("path")) {
                path = path.replace("{" + name + "}", value);
            } else if (p.path("required").asBoolean() || parameters.containsKey(name)) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return path + query;
    }

    private static JsonNode shortened(JsonNode value) {
        if (value instanceof ArrayNode array) {
            ArrayNode some = JsonNodeFactory.instance.arrayNode();
            array.values().stream().limit(MAX_ITEMS).forEach(v -> some.add(shortened(v)));
            return some;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            object.propertyStream().forEach(e -> all.set(e.getKey(), shortened(e.getValue())));
            return all;
        }
        return value;
    }

    private static String firstLines(String text) {
        return text.lines().limit(6).map(line -> line + "\n").collect(Collectors.joining());
    }

    @Test
    void everyExampleMatchesItsOperation() throws Exception {
        planARound();
        trainOutside();
        decide();
        read();
        measure();
        describe();
        imports();
        access();
        assertThat(answers.keySet())
                .as("an operation without a working example")
                .containsExactlyInAnyOrderElementsOf(
                        new TreeSet<>(
                                described.operations().stream()
                                        .map(DescribedApi.Operation::id)
                                        .filter(id -> !id.equals("followEvents"))
                                        .toList()));
        String file = System.getProperty("tunebook.examples");
        if (file != null) {
            answers.values().removeIf(JsonNode::isNull);
            answers.remove("openapi");
            answers.remove("exportTrialsAsParquet");
            answers.remove("exportCurvesAsParquet");
            answers.remove("exportProject");
            answers.remove("curves");
            answers.put(
                    "followEvents",
                    JsonNodeFactory.instance.stringNode(
                            "id: 12\nevent: log\ndata: {\"position\":12,\"stream\":\"round/digits-r1\",\"type\":\"note-added\",\"project\":\"digits\",\"round\":\"digits-r1\",\"study\":null,\"trial\":null}\n\nevent: caught-up\ndata: {\"position\":12}\n\n"));
            Files.writeString(Path.of(file), MAPPER.writeValueAsString(answers) + "\n");
        }
    }

    private void planARound() throws Exception {
        for (String id :
                List.of(
                        "createProject",
                        "recordBaseline",
                        "openRound",
                        "previewDesign",
                        "checkData",
                        "createStudy")) {
            call(id);
        }
        JsonNode warnings = call("roundDesign").path("warnings");
        assertThat(warnings).isNotEmpty();
        call("acceptWarning");
        call("startStudy");
    }

    private void trainOutside() throws Exception {
        for (String id : List.of("ask", "heartbeat", "measureCurve", "completeTrial")) {
            call(id);
        }
        assertThat(call("ask").path("trial").asString()).isEqualTo("digits-s1-t1");
        call("markInfeasible");
        assertThat(call("ask").path("trial").asString()).isEqualTo("digits-s1-t2");
        call("abandonTrial");
        call("extendStudy");
        call("rerunForEvidence");
        for (int i = 0; i < 2; i++) {
            call("ask", Map.of("study", "digits-s2"), Map.of());
        }
        call("completeTrial", Map.of("trial", "digits-s2-t0"), Map.of());
        call("measureCurve", Map.of("trial", "digits-s2-t1"), Map.of());
        for (String id :
                List.of(
                        "finishTrial",
                        "appendOutput",
                        "output",
                        "agents",
                        "drainAgent",
                        "leaveAgent")) {
            call(id);
        }
    }

    private void decide() throws Exception {
        call("answerQuestion");
        call("addNote");
        for (String id : List.of("annotateTrial", "addTrialNote", "saveView", "removeView")) {
            call(id);
        }
        Map<String, String> overrides = new TreeMap<>();
        Stream.of(io.tunebook.server.playbook.analysis.Question.values())
                .skip(1)
                .forEach(q -> overrides.put(q.id(), "seen together"));
        call(
                "decideLaunch",
                Map.of(),
                Map.of("position", ledger.now().position(), "overrides", overrides));
        call("launch");
        call("revertLaunch");
    }

    private void read() throws Exception {
        for (String id :
                List.of(
                        "head",
                        "projects",
                        "project",
                        "round",
                        "roundLearning",
                        "candidate",
                        "study",
                        "studyLearning",
                        "compareTrials",
                        "trial",
                        "curves",
                        "events",
                        "eventTypes",
                        "decisions",
                        "trialHistories",
                        "search",
                        "checkpoint",
                        "logKey",
                        "verifyLog",
                        "proveInclusion",
                        "proveConsistency",
                        "difference",
                        "me",
                        "knownData",
                        "playbook",
                        "openapi",
                        "exportTrialsAsCsv",
                        "exportTrialsAsParquet",
                        "exportCurvesAsCsv",
                        "exportCurvesAsParquet",
                        "exportProject",
                        "exportReportAsHtml",
                        "exportReportAsMarkdown",
                        "batchSizes")) {
            call(id);
        }
        call("stopStudy");
        call("closeRound");
        call("correctUnit");
        call("describeMetric");
    }

    /// Trainings on this machine need built-in data.
    private void measure() throws Exception {
        Demo.open(ledger, new StudyData.Generated(100, 1).reproduction("c", "v"), "demo", "ada");
        Book book = ledger.now().book();
        Configuration first =
                Proposals.next(book, Objects.requireNonNull(book.study("demo-s1"))).orElseThrow();
        var proposed = ledger.perform(new Command.ProposeTrial("demo-s1", first), "runner");
        String trial = ((Event.TrialProposed) proposed.events().getFirst()).trial();
        ledger.perform(new Command.StartTrial(trial, "cpu", "test", 1), "runner");
        ledger.perform(new Command.CompleteTrial(trial, 0.5, 10, 20, 1, Map.of()), "runner");
        for (String id : List.of("sweepBatchSizes", "probeStability")) {
            JsonNode answer = shortened(call(id, Map.of("project", "demo"), Map.of()));
            assertThat(answer.path("device").asString()).startsWith("cpu (");
            answers.put(id, answer);
        }
    }

    private void describe() throws Exception {
        String mlflow = "/api/2.0/mlflow/";
        post(mlflow + "experiments/create", "{'name':'fine-tuning'}");
        for (double rate : new double[] {0.01, 0.1}) {
            String run =
                    post(mlflow + "runs/create", "{'experiment_id':'1','start_time':1}")
                            .at("/run/info/run_id")
                            .asString();
            post(
                    mlflow + "runs/log-batch",
                    "{'run_id':'%s','params':[{'key':'lr','value':'%s'}],'metrics':[{'key':'loss','value':%s,'timestamp':2,'step':1}]}"
                            .formatted(run, rate, rate));
            post(
                    mlflow + "runs/update",
                    "{'run_id':'%s','status':'FINISHED','end_time':3}".formatted(run));
        }
        call("experiments");
        call("experiment");
        call("describeExperiment");
    }

    /// The body of an upload is the file, whose id the later requests name.
    private void imports() throws Exception {
        JsonNode first = upload();
        answers.put("uploadImport", shortened(first));
        for (String id : List.of("importProgress", "discardImport")) {
            imports(id, first);
        }
        imports("applyImport", upload());
    }

    private void imports(String id, JsonNode upload) throws Exception {
        JsonNode answer = call(id, Map.of("import", upload.path("id").asString()), Map.of());
        answers.put(
                id,
                answer.isMissingNode() ? JsonNodeFactory.instance.nullNode() : shortened(answer));
    }

    private JsonNode upload() throws Exception {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                server.url()
                                                        + "/api/v1/imports?kind=csv&name=runs.csv"))
                                .POST(
                                        BodyPublishers.ofString(
                                                "Name,lr,val_accuracy\na,0.1,0.5\nb,0.2,0.75\n"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> answer = send("POST", path, MAPPER.readTree(body.replace('\'', '"')));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private void access() throws Exception {
        Tokens tokens = new Tokens(folder, Clock.systemUTC());
        authorization = "Bearer " + tokens.create("ada", AccessRole.ADMIN, null);
        tokens.create("ci", AccessRole.RECORDER, null);
        // The first token of another process takes effect after a short time.
        while (send("GET", "/api/v1/tokens", null).statusCode() == 404) {
            Thread.sleep(5);
        }
        call("tokens");
        call("revokeToken");
    }
}
