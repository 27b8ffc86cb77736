package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tunebook.events.Configuration;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.Outputs;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Agents that train the trials of a study: attempts, results, outputs, MLflow runs, and how each
/// agent ends.
class AgentsTest extends TestServer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String RATE =
            "{'name':'learning_rate','domain':{'scale':'log','low':0.001,'high':1}}";
    private static final String ASK =
            "{'trainer':'train.py','device':'n7 slot 1','leaseSeconds':60,'agent':{'id':'n7-1','host':'n7','slot':'1'}}";

    @Override
    protected ServerOptions options() throws IOException {
        return super.options().withArtifacts(new Artifacts(folder));
    }

    @BeforeEach
    void open() {
        done(
                "/projects",
                "{'id':'p','title':'P','objective':{'metric':'validation/error','direction':'MINIMIZE'}}");
        done(
                "/projects/p/rounds",
                """
                {'goal':{'kind':'UNDERSTANDING','phase':'EXPLORATION','question':'Which rate?'},
                 'roles':[{'parameter':%s,'role':'SCIENTIFIC','why':'asked'}]}\
                """
                        .formatted(RATE));
        done(
                "/rounds/p-r1/studies",
                """
                {'name':'S','settings':{},'space':[%s],'algorithm':{'kind':'SOBOL','seed':3},'trials':1,
                 'trainer':'external',
                 'reproduction':{'command':'train.py','version':'1','data':'mnist','digest':'00'}}\
                """
                        .formatted(RATE));
    }

    private void start() {
        done("/studies/p-s1/start", "{}");
    }

    private HttpResponse<String> post(String path, String body) {
        return send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode done(String path, String body) {
        HttpResponse<String> response = post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private String refused(String path, String body) {
        HttpResponse<String> response = post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(409);
        return MAPPER.readTree(response.body()).get("reason").asString();
    }

    private JsonNode get(String path) {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private Trial trial(String id) {
        return Objects.requireNonNull(ledger.now().book().trial(id));
    }

    @Test
    void aRefusalNamesItsReasonAsAWord() {
        assertThat(refused("/studies/p-s1/ask", ASK)).isEqualTo("created");
        start();
        String trial = done("/studies/p-s1/ask", ASK).get("trial").asString();
        assertThat(refused("/studies/p-s1/ask", ASK)).isEqualTo("taken");
        done("/trials/" + trial + "/abandon", "{'why':'preempted'}");
        done("/studies/p-s1/stop", "{'why':'enough'}");
        assertThat(refused("/studies/p-s1/ask", ASK)).isEqualTo("stopped");
        start();
        String last = done("/studies/p-s1/ask", ASK).get("trial").asString();
        assertThat(refused("/trials/" + last + "/finish", "{}")).isEqualTo("no-objective");
        done("/trials/" + last + "/infeasible", "{'reason':'no'}");
        assertThat(refused("/studies/p-s1/ask", ASK)).isEqualTo("finished");
    }

    @Test
    void attemptsAreCountedAndOnlySomeOfThemHaveFailed() {
        start();
        JsonNode first = done("/studies/p-s1/ask", ASK);
        assertThat(first.get("attempt").asInt()).isEqualTo(1);
        done(
                "/trials/" + first.get("trial").asString() + "/abandon",
                "{'why':'exit code 1','failed':true}");
        JsonNode second = done("/studies/p-s1/ask", ASK);
        done("/trials/" + second.get("trial").asString() + "/abandon", "{'why':'preempted'}");
        JsonNode third = done("/studies/p-s1/ask", ASK);
        assertThat(third.get("attempt").asInt()).isEqualTo(3);
        assertThat(third.get("failures").asInt()).isEqualTo(1);
        assertThat(third.get("seed")).isEqualTo(first.get("seed"));
        assertThat(third.get("configuration")).isEqualTo(first.get("configuration"));
        assertThat(trial(third.get("trial").asString()).started())
                .satisfies(s -> {
                    assertThat(s.attempt()).isEqualTo(3);
                    assertThat(s.lease()).isEqualTo(60);
                    assertThat(s.agent()).isEqualTo("n7-1");
                });
        JsonNode page = get("/trials/" + third.get("trial").asString());
        assertThat(page.get("attempt").asInt()).isEqualTo(3);
        assertThat(page.get("agent").asString()).isEqualTo("n7-1");
        assertThat(page.get("earlierAttempts").valueStream())
                .extracting(
                        a -> a.get("trial"),
                        a -> a.get("attempt").asInt(),
                        a -> a.get("why").asString(),
                        a -> a.get("failed").asBoolean())
                .containsExactly(
                        tuple(first.get("trial"), 1, "exit code 1", true),
                        tuple(second.get("trial"), 2, "preempted", false));
    }

    @Test
    void aTrialIsFinishedWithTheBestOrTheLastValueOfItsCurve() {
        start();
        String trial = done("/studies/p-s1/ask", ASK).get("trial").asString();
        done(
                "/trials/" + trial + "/curve",
                "{'steps':[1,2,3],'metrics':{'validation/error':[0.5,0.123456789012345,0.01],'loss':[3,2,1]}}");
        // The training was restored at step 3.
        done(
                "/trials/" + trial + "/curve",
                "{'steps':[3,4],'metrics':{'validation/error':[0.3,'NaN']}}");
        JsonNode ended = done("/trials/" + trial + "/finish", "{'value':'best'}");
        assertThat(ended.get("value").asDouble()).isEqualTo(0.123456789012345);
        assertThat(ended.get("step").asLong()).isEqualTo(2);
        assertThat(trial(trial))
                .isInstanceOfSatisfying(
                        Trial.Completed.class,
                        t -> {
                            assertThat(t.steps()).isEqualTo(4);
                            assertThat(t.measurements()).containsEntry("loss", 2.0);
                        });
    }

    @Test
    void aTrialWithoutAFiniteValueIsInfeasible() {
        start();
        String trial = done("/studies/p-s1/ask", ASK).get("trial").asString();
        done("/trials/" + trial + "/curve", "{'steps':[1],'metrics':{'validation/error':['NaN']}}");
        JsonNode ended = done("/trials/" + trial + "/finish", "{}");
        assertThat(ended.get("state").asString()).isEqualTo("infeasible");
    }

    @Test
    void theMetricsOfAnMlflowRunAreTheCurveOfItsTrial() throws Exception {
        start();
        JsonNode asked = done("/studies/p-s1/ask", ASK);
        String trial = asked.get("trial").asString();
        try (MlflowClient mlflow = new MlflowClient(server.url())) {
            String run = asked.get("mlflowRun").asString();
            assertThat(mlflow.getRun(run).getInfo().getStatus()).isEqualTo(RunStatus.RUNNING);
            mlflow.logMetric(run, "validation/error", 0.4, 1_000, 1);
            mlflow.logMetric(run, "validation/error", 0.2, 2_000, 2);
            mlflow.logParam(run, "layers", "3");
            mlflow.setTerminated(run);
            assertThat(ledger.now().curves().size(trial, "validation/error")).isEqualTo(2);
            assertThat(trial(trial)).isInstanceOf(Trial.Running.class);
            assertThat(done("/trials/" + trial + "/finish", "{}").get("value").asDouble())
                    .isEqualTo(0.2);
            assertThatThrownBy(() -> mlflow.logMetric(run, "validation/error", 0.1, 3_000, 3))
                    .isInstanceOf(MlflowHttpException.class);
        }
        String csv =
                send(HttpRequest.newBuilder(
                                URI.create(server.url() + "/api/v1/export/curves.csv?project=p")))
                        .body();
        assertThat(csv.lines().skip(1)).hasSize(2).allMatch(l -> l.contains("," + trial + ","));
    }

    @Test
    void theEndOfAnOutputIsKeptAndARepeatedPartChangesNothing() {
        start();
        String path =
                "/trials/" + done("/studies/p-s1/ask", ASK).get("trial").asString() + "/output";
        done(path, "{'offset':0,'text':'epoch 1\\n'}");
        assertThat(done(path, "{'offset':0,'text':'epoch 1\\nepoch 2 ü'}").get("end").asLong())
                .isEqualTo(18);
        assertThat(get(path).get("text").asString()).isEqualTo("epoch 1\nepoch 2 ü");
        assertThat(get(path + "?after=8").get("text").asString()).isEqualTo("epoch 2 ü");
        String long_ = "x".repeat(1_000_000);
        done(path, "{'offset':18,'text':'" + long_ + "'}");
        done(path, "{'offset':1000018,'text':'" + long_ + "'}");
        done(path, "{'offset':2000018,'text':'" + long_ + "'}");
        assertThat(get(path).get("text").asString()).hasSize(Outputs.KEPT);
        // A gap: the agent itself keeps no more.
        done(path, "{'offset':9000000,'text':'later'}");
        assertThat(get(path).get("text").asString()).isEqualTo("later");
        assertThat(get(path).get("from").asLong()).isEqualTo(9_000_000);
    }

    @Test
    void anAgentIsListedWithItsTrialUntilItIsDrainedOrEnds() {
        start();
        String trial = done("/studies/p-s1/ask", ASK).get("trial").asString();
        JsonNode agent = get("/agents").get("agents").get(0);
        assertThat(agent.get("id").asString()).isEqualTo("n7-1");
        assertThat(agent.get("host").asString()).isEqualTo("n7");
        assertThat(agent.get("trial").asString()).isEqualTo(trial);
        done("/agents/n7-1/drain", "{}");
        done("/trials/" + trial + "/abandon", "{'why':'stopped'}");
        assertThat(refused("/studies/p-s1/ask", ASK)).isEqualTo("drained");
        done("/agents/n7-1/leave", "{'why':'drained'}");
        agent = get("/agents").get("agents").get(0);
        assertThat(agent.get("draining").asBoolean()).isTrue();
        assertThat(agent.get("trial").isNull()).isTrue();
        assertThat(agent.get("ended").asString()).isEqualTo("drained");
        assertThat(post("/agents/other/drain", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void aServerKnowsTheAgentsOfRunningTrialsAfterARestart() throws Exception {
        start();
        String trial = done("/studies/p-s1/ask", ASK).get("trial").asString();
        server.close();
        restartServer();
        JsonNode agent = get("/agents").get("agents").get(0);
        assertThat(agent.get("id").asString()).isEqualTo("n7-1");
        assertThat(agent.get("trial").asString()).isEqualTo(trial);
        assertThat(agent.get("seen").isNull()).isTrue();
        done("/trials/" + trial + "/heartbeat", "{}");
        assertThat(get("/agents").get("agents").get(0).get("seen").isNull()).isFalse();
        assertThat(refused("/studies/p-s1/ask", ASK)).isEqualTo("taken");
        assertThat(get("/agents").get("agents").get(0).get("host").asString()).isEqualTo("n7");
    }

    @Test
    void anyMachineCanFetchTheClient() {
        HttpResponse<String> file =
                send(HttpRequest.newBuilder(URI.create(server.url() + "/client/tunebook.py")));
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).startsWith("#!/usr/bin/env python3").contains("class Agent");
    }

    @Test
    void aRunOfATrialCannotBecomeATrialOfAnotherStudy() {
        start();
        String trial = done("/studies/p-s1/ask", ASK).get("trial").asString();
        var _ =
                send(
                        HttpRequest.newBuilder(
                                URI.create(
                                        server.url()
                                                + "/api/2.0/mlflow/runs/get?run_id="
                                                + trial)));
        String experiment =
                Objects.requireNonNull(ledger.now().book().tracked().run(trial)).experiment();
        assertThatThrownBy(() ->
                        ledger.perform(
                                new Command.DescribeExperiment(
                                        experiment, "p-s1", new SearchSpace(List.of())),
                                "ada"))
                .hasMessageContaining("are trials of study 'p-s1' already");
        assertThat(trial(trial).configuration()).isNotEqualTo(Configuration.EMPTY);
    }

    @Test
    void namesOfAnyLengthAreRefused() {
        start();
        String many = "x".repeat(501);
        for (String body :
                List.of(
                        "{'trainer':'" + many + "','device':'d'}",
                        "{'trainer':'t','device':'" + many + "'}",
                        "{'trainer':'t','device':'d','agent':{'id':'" + many + "','host':'h'}}",
                        "{'trainer':'t','device':'d','agent':{'id':'a','host':' '}}")) {
            assertThat(post("/studies/p-s1/ask", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(get("/agents").get("agents")).isEmpty();
    }
}
