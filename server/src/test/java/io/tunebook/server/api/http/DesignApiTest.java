package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Trainer;
import io.tunebook.server.Await;
import io.tunebook.server.model.Study;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A round designed over HTTP: errors name the field or the rule, and a valid study is searched by
/// an external trainer.
class DesignApiTest extends TestServer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String RATE =
            "{'name':'learning_rate','domain':{'scale':'log','low':0.001,'high':1}}";

    @BeforeEach
    void open() throws IOException {
        done(
                "/projects",
                "{'id':'p','title':'P','objective':{'metric':'validation/error','direction':'MINIMIZE'}}");
        done("/projects/p/rounds", round(RATE));
        done("/rounds/p-r1/studies", study("[" + RATE + "]", "{'kind':'SOBOL','seed':3}", 8));
    }

    private static String round(String nuisance) {
        return """
        {'goal':{'kind':'UNDERSTANDING','phase':'EXPLORATION','question':'Does width help?'},
         'roles':[{'parameter':{'name':'width','domain':{'scale':'choice','values':[32,64]}},
                   'role':'SCIENTIFIC','why':'asked'},
                  {'parameter':%s,'role':'NUISANCE','why':'interacts'}]}\
        """
                .formatted(nuisance);
    }

    private static String study(String space, String algorithm, int trials) {
        return """
        {'name':'S','settings':{'width':32},'space':%s,'algorithm':%s,'trials':%d,
         'reproduction':{'command':'train.py','version':'1','data':'outside mnist','digest':'00'}}\
        """
                .formatted(space, algorithm, trials);
    }

    private HttpResponse<String> post(String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                            .header("Content-Type", "application/json")
                            .header("Tunebook-Actor", "ada")
                            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode done(String path, String body) {
        HttpResponse<String> response = post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private Study study() {
        return Objects.requireNonNull(ledger.now().book().study("p-s1"));
    }

    /// Each with the field or the rule of the error; nothing is appended.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "low not below high; [{'name':'learning_rate','domain':{'scale':'linear','low':1,'high':1}}]; HALTON; 8; 400; a range needs low < high",
                "low above high; [{'name':'learning_rate','domain':{'scale':'int','low':9,'high':1}}]; HALTON; 8; 400; a range needs low < high",
                "log range over zero; [{'name':'learning_rate','domain':{'scale':'log','low':0,'high':1}}]; HALTON; 8; 400; a log range starts above 0",
                "log range below zero; [{'name':'learning_rate','domain':{'scale':'log-int','low':-3,'high':8}}]; HALTON; 8; 400; a log range starts above 0",
                "unknown parent; [{'name':'learning_rate','domain':{'scale':'log','low':0.1,'high':1},'when':{'parameter':'opt','equals':'a'}}]; HALTON; 8; 400; depends on 'opt'",
                "twice the same; [{'name':'learning_rate','domain':{'scale':'log','low':0.1,'high':1}},{'name':'learning_rate','domain':{'scale':'log','low':0.1,'high':1}}]; HALTON; 8; 400; appears twice",
                "one choice; [{'name':'learning_rate','domain':{'scale':'choice','values':[1]}}]; HALTON; 8; 400; at least two different values",
                "unknown scale; [{'name':'learning_rate','domain':{'scale':'cubic','low':0,'high':1}}]; HALTON; 8; 400; cubic",
                "no role; [{'name':'momentum','domain':{'scale':'linear','low':0,'high':1}}]; HALTON; 8; 409; 'momentum' has no role",
                "empty study; []; HALTON; 8; 409; nothing varies",
                "no trials; [{'name':'learning_rate','domain':{'scale':'log','low':0.1,'high':1}}]; HALTON; 0; 409; 1 to 100",
                "unknown algorithm; [{'name':'learning_rate','domain':{'scale':'log','low':0.1,'high':1}}]; MAGIC; 8; 400; MAGIC",
                "empty list; [{'name':'learning_rate','domain':{'scale':'log','low':0.1,'high':1}}]; LIST; 8; 400; points is empty",
                "no domain; [{'name':'learning_rate'}]; HALTON; 8; 400; domain' is missing"
            })
    void anInvalidStudyIsRejectedWithTheFieldsNameAndNothingIsAppended(
            String what, String space, String kind, int trials, int status, String message) {
        long before = ledger.now().position();
        HttpResponse<String> response =
                post(
                        "/rounds/p-r1/studies",
                        study(space, "{'kind':'%s','seed':1}".formatted(kind), trials));
        assertThat(response.statusCode()).as(what + response.body()).isEqualTo(status);
        assertThat(MAPPER.readTree(response.body()).get("detail").asString())
                .as(what)
                .contains(message);
        assertThat(ledger.now().position()).as(what).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{'name':'beta1','domain':{'scale':'linear','low':0,'high':1},'when':{'parameter':'optimizer','equals':'adam'}}; 409; depends on 'optimizer'",
                "{'name':'learning_rate','domain':{'scale':'fixed','value':0.1}}; 400; not fixed but has one value only",
                "{'name':'width','domain':{'scale':'linear','low':0,'high':1}}; 409; appears twice",
                "{'name':'9','domain':{'scale':'linear','low':0,'high':1}}; 400; is not a hyperparameter's name"
            })
    void aRoleForAnUnknownParameterIsRejected(String parameter, int status, String message) {
        long before = ledger.now().position();
        HttpResponse<String> response = post("/projects/p/rounds", round(parameter));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(message);
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @Test
    void anExternalTrainerAsksMeasuresAndReports() throws Exception {
        done("/studies/p-s1/start", "{}");
        Set<String> rates = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            JsonNode asked = done("/studies/p-s1/ask", "{'trainer':'pytorch','device':'a GPU'}");
            String trial = asked.get("trial").asString();
            rates.add(asked.get("configuration").get("learning_rate").toString());
            assertThat(asked.get("seed").asLong()).isEqualTo(3 * 1_000_003L + i);
            done(
                    "/trials/" + trial + "/curve",
                    "{'steps':[10,20],'metrics':{'validation/error':[0.5,'NaN']}}");
            if (i == 3) {
                done(
                        "/trials/" + trial + "/infeasible",
                        "{'reason':'the loss is NaN','step':20,'kind':'diverged'}");
            } else {
                done(
                        "/trials/" + trial + "/complete",
                        "{'value':0.%d,'bestStep':10,'steps':20,'seconds':1.5}".formatted(i + 1));
            }
        }
        assertThat(rates).hasSize(8);
        Await.equal(Study.State.FINISHED, () -> study().state());
        assertThat(post("/studies/p-s1/ask", "{'trainer':'t','device':'d'}").body())
                .contains("has all of its 8 trials");
    }

    /// As requests named an external trainer before the field `trainer`.
    @Test
    void dataThatBeginsWithOutsideStillNamesAnExternalTrainer() {
        assertThat(study().facts().trainer()).isEqualTo(Trainer.EXTERNAL);
        assertThat(study().facts().reproduction().data()).isEqualTo("mnist");
    }

    @Test
    void aStudyNamesItsTrainer() {
        String body = study("[" + RATE + "]", "{'kind':'SOBOL','seed':3}", 8);
        String named = body.replace("outside mnist", "mnist");
        named = named.replace("'reproduction'", "'trainer':'%s','reproduction'");
        String id = done("/rounds/p-r1/studies", named.formatted("external")).get("id").asString();
        Study external = Objects.requireNonNull(ledger.now().book().study(id));
        assertThat(external.facts().trainer()).isEqualTo(Trainer.EXTERNAL);
        assertThat(post("/rounds/p-r1/studies", named.formatted("nobody")).statusCode())
                .isEqualTo(400);
        HttpResponse<String> tracked = post("/rounds/p-r1/studies", named.formatted("tracked"));
        assertThat(tracked.statusCode()).as(tracked.body()).isBetween(400, 409);
    }

    @ParameterizedTest
    @CsvSource({
        "accuracy, MAXIMIZE, does not report the objective",
        "validation/error, MAXIMIZE, is maximised"
    })
    void aStudyWhoseObjectiveBuiltInTrainingDoesNotReportIsRejected(
            String metric, String direction, String message) {
        done(
                "/projects",
                "{'id':'q','title':'Q','objective':{'metric':'%s','direction':'%s'}}"
                        .formatted(metric, direction));
        done("/projects/q/rounds", round(RATE));
        long before = ledger.now().position();
        String body = study("[" + RATE + "]", "{'kind':'SOBOL','seed':3}", 8);
        HttpResponse<String> response =
                post(
                        "/rounds/q-r1/studies",
                        body.replace("outside mnist", "digits rows=50 seed=1"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(409);
        assertThat(response.body()).contains(message, "PB-24");
        assertThat(ledger.now().position()).isEqualTo(before);
        done("/rounds/q-r1/studies", body);
    }

    @Test
    void aTrialWithoutAnObjectiveIsNotCompleted() {
        done("/studies/p-s1/start", "{}");
        String trial =
                done("/studies/p-s1/ask", "{'trainer':'t','device':'d'}").get("trial").asString();
        long before = ledger.now().position();
        assertThat(
                        post(
                                        "/trials/" + trial + "/complete",
                                        "{'bestStep':1,'steps':1,'seconds':1}")
                                .body())
                .contains("'value' is missing");
        assertThat(
                        post(
                                        "/trials/" + trial + "/complete",
                                        "{'value':'NaN','bestStep':1,'steps':1,'seconds':1}")
                                .body())
                .contains("a completed trial has a finite objective");
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @Test
    void aStudyCanBeExtendedButNotNarrowed() {
        String wider = "[{'name':'learning_rate','domain':{'scale':'log','low':0.001,'high':10}}]";
        String narrow = "[{'name':'learning_rate','domain':{'scale':'log','low':0.01,'high':1}}]";
        String body = "{'space':%s,'trials':%d,'why':'the best stand at the edge'}";
        done("/studies/p-s1/extend", body.formatted(wider, 16));
        assertThat(study().facts().trials()).isEqualTo(16);
        long before = ledger.now().position();
        for (String bad :
                new String[] {
                    body.formatted(narrow, 20),
                    body.formatted(wider, 16),
                    body.formatted("[]", 20),
                    body.formatted(wider, 100_001),
                    body.formatted(wider, Integer.MAX_VALUE)
                }) {
            assertThat(post("/studies/p-s1/extend", bad).statusCode()).as(bad).isEqualTo(409);
        }
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return MAPPER.readTree(response.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theDesignHasWarningsAndABudgetBeforeAnyTrial() {
        JsonNode page = get("/rounds/p-r1/design");
        assertThat(page.get("warnings").toString()).contains("PB-18 width");
        assertThat(page.get("budget").get("scientificValues").asInt()).isEqualTo(1);
        assertThat(page.get("budget").get("trials").asInt()).isEqualTo(8);
        assertThat(page.get("budget").get("decades").asDouble()).isEqualTo(3);
        assertThat(page.get("budget").get("good").isNull()).isTrue();
        assertThat(page.get("gate").get("closedBy")).hasSize(1);
    }

    @Test
    void aDraftIsCheckedAndNothingIsRecorded() {
        long before = ledger.now().position();
        JsonNode page =
                done(
                        "/projects/p/design",
                        """
                        {'goal':{'kind':'UNDERSTANDING','phase':'EXPLORATION','question':'Which rate?'},
                         'roles':[{'parameter':%s,'role':'SCIENTIFIC','why':'asked'}],
                         'studies':[{'name':'S','settings':{},'space':[%s],'algorithm':{'kind':'HALTON','seed':1},'trials':40}]}\
                        """
                                .formatted(RATE, RATE));
        assertThat(page.get("warnings").toString()).contains("PB-15").contains("learning_rate");
        assertThat(page.get("budget").get("trials").asInt()).isEqualTo(40);
        assertThat(page.get("gate").get("closedBy")).hasSize(1);
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @Test
    void trialsOfSeveralStudiesAreCompared() throws Exception {
        done("/rounds/p-r1/studies", study("[" + RATE + "]", "{'kind':'SOBOL','seed':4}", 8));
        for (String study : new String[] {"p-s1", "p-s2"}) {
            done("/studies/" + study + "/start", "{}");
            done("/studies/" + study + "/ask", "{'trainer':'t','device':'d'}");
            done(
                    "/trials/" + study + "-t0/curve",
                    "{'steps':[10],'metrics':{'%s':[0.5]}}".formatted("loss of " + study));
        }
        JsonNode page = get("/trials?ids=p-s2-t0,p-s1-t0");
        assertThat(page.get("metrics").toString()).isEqualTo("[\"loss of p-s1\",\"loss of p-s2\"]");
        assertThat(page.get("trials").get(0).get("study").asString()).isEqualTo("p-s2");
        assertThat(page.get("trials").get(1).get("startedAt").asString()).endsWith("Z");
        HttpResponse<String> unknown =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(server.url() + "/api/v1/trials?ids=p-s1-t0,x"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("there is no trial 'x'");
    }

    @Test
    void theWholeLogIsVerifiedOnRequest() {
        JsonNode answer = get("/log/verification");
        assertThat(answer.get("intact").asBoolean()).isTrue();
        assertThat(answer.get("position").asLong()).isEqualTo(ledger.now().position());
    }

    @Test
    void findingsComeWithAFollowUp() {
        done("/rounds/p-r1/studies", study("[" + RATE + "]", "{'kind':'SOBOL','seed':3}", 24));
        done("/studies/p-s2/start", "{}");
        for (int i = 0; i < 24; i++) {
            JsonNode asked = done("/studies/p-s2/ask", "{'trainer':'t','device':'d'}");
            double rate = asked.get("configuration").get("learning_rate").asDouble();
            done(
                    "/trials/" + asked.get("trial").asString() + "/complete",
                    "{'value':%s,'bestStep':10,'steps':20,'seconds':1.5}".formatted(1 - rate / 2));
        }
        JsonNode page = get("/rounds/p-r1/learning");
        JsonNode followUp = page.get("studies").get(1).get("followUp");
        assertThat(followUp.get("space").toString()).contains("31.6");
        assertThat(page.get("gain").get("sentence").asString()).contains("PB-39");
        done("/studies/p-s2/extend", followUp.toString());
        assertThat(Objects.requireNonNull(ledger.now().book().study("p-s2")).facts().trials())
                .isEqualTo(48);
        assertThat(get("/rounds/p-r1/design").get("budget").get("good").asDouble()).isPositive();
    }

    @Test
    void aCandidateIsACompletedTrialOfTheSearch() throws Exception {
        done("/studies/p-s1/start", "{}");
        complete("p-s1");
        assertThat(candidate("p-s1-t0").statusCode()).isEqualTo(200);
        HttpResponse<String> unknown = candidate("nonsense");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .contains(
                        "Round p-r1 has no completed trial 'nonsense'. Enter an id such as p-s1-t0.");
        done("/rounds/p-r1/reruns", "{'candidate':'p-s1-t0','times':2,'seed':77}");
        complete("p-s2");
        HttpResponse<String> rerun = candidate("p-s2-t0");
        assertThat(rerun.statusCode()).isEqualTo(409);
        assertThat(rerun.body())
                .contains(
                        "trial 'p-s2-t0' is a rerun of trial 'p-s1-t0': propose 'p-s1-t0' instead");
    }

    private void complete(String study) {
        JsonNode asked = done("/studies/" + study + "/ask", "{'trainer':'t','device':'d'}");
        done(
                "/trials/" + asked.get("trial").asString() + "/complete",
                "{'value':0.5,'bestStep':10,'steps':20,'seconds':1.5}");
    }

    private HttpResponse<String> candidate(String trial) throws Exception {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        server.url() + "/api/v1/rounds/p-r1/candidates/" + trial))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aWarningIsAcceptedWithItsReason() {
        assertThat(post("/rounds/p-r1/acceptances", "{'warning':'PB-99 x','why':'y'}").statusCode())
                .isEqualTo(404);
        done("/rounds/p-r1/acceptances", "{'warning':'PB-18 width','why':'64 ran last year'}");
        assertThat(Objects.requireNonNull(ledger.now().book().round("p-r1")).accepted())
                .containsOnlyKeys("PB-18 width");
    }
}
