package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A draft of a round: its errors are those of the commands, each with its field, and data that
/// cannot be loaded is refused before anything runs.
class DraftApiTest extends TestServer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String WIDTH =
            "{'parameter':{'name':'width','domain':{'scale':'choice','values':[32,64]}},'role':'SCIENTIFIC','why':'w'}";
    private static final String RATE = "{'scale':'log','low':0.001,'high':1}";
    private static final String WRONG = "no-such-data";

    @BeforeEach
    void open() throws Exception {
        done(
                "/projects",
                "{'id':'p','title':'P','objective':{'metric':'validation/error','direction':'MINIMIZE'}}");
        done(
                "/projects",
                "{'id':'q','title':'Q','objective':{'metric':'accuracy','direction':'MAXIMIZE'}}");
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode done(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private static String roles(String name, String domain, String role) {
        return "[%s,{'parameter':{'name':'%s','domain':%s},'role':'%s','why':'w'}]"
                .formatted(
                        role.equals("SCIENTIFIC") ? WIDTH : WIDTH.replace("SCIENTIFIC", "NUISANCE"),
                        name,
                        domain,
                        role.equals("SCIENTIFIC") ? "NUISANCE" : role);
    }

    private static String goal() {
        return "'goal':{'kind':'UNDERSTANDING','phase':'EXPLORATION','question':'Does width help?'}";
    }

    private static String study(String name, String domain, int trials) {
        return "'name':'S','settings':{'width':32},'space':[{'name':'%s','domain':%s}],'algorithm':{'kind':'SOBOL','seed':1},'trials':%d"
                .formatted(name, domain, trials);
    }

    private static String draft(String roles, String study, String more) {
        return "{%s,'roles':%s,'studies':[{%s}]%s}".formatted(goal(), roles, study, more);
    }

    private static String created(String data, String digest) {
        return "{%s,'trainer':'built-in','reproduction':{'command':'c','version':'1','data':'%s','digest':'%s'}}"
                .formatted(study("learning_rate", RATE, 4), data, digest);
    }

    private void openRound() throws IOException, InterruptedException {
        done(
                "/projects/p/rounds",
                "{%s,'roles':%s}".formatted(goal(), roles("learning_rate", RATE, "SCIENTIFIC")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "p; learning_rate; {'scale':'linear','low':1,'high':1}; SCIENTIFIC; 8; ; roles[1].parameter.domain; low < high",
                "p; learning_rate; {'scale':'log','low':0.1,'high':1}; NUISANCE; 8; ; roles; no hyperparameter is scientific",
                "p; width; {'scale':'log','low':0.1,'high':1}; SCIENTIFIC; 8; ; roles[1]; appears twice",
                "p; learning_rate; {'scale':'log','low':0.1,'high':1}; SCIENTIFIC; 0; ; trials; 1 to 100",
                "p; learning_rate; {'scale':'log','low':0.1,'high':1}; SCIENTIFIC; 8; ,'trainer':'built-in','data':'no-such-data'; data; digits rows=",
                "q; learning_rate; {'scale':'log','low':0.1,'high':1}; SCIENTIFIC; 8; ,'trainer':'built-in'; trainer; does not report the objective"
            })
    void anErrorOfADraftHasItsField(
            String project,
            String name,
            String domain,
            String role,
            int trials,
            String more,
            String field,
            String sentence)
            throws Exception {
        long before = ledger.now().position();
        JsonNode errors =
                done(
                                "/projects/%s/design".formatted(project),
                                draft(
                                        roles(name, domain, role),
                                        study(name, domain, trials),
                                        more == null ? "" : more))
                        .path("errors");
        assertThat(errors).as(errors.toString()).isNotEmpty();
        assertThat(errors.get(0).path("field").asString()).startsWith(field);
        assertThat(errors.get(0).path("sentence").asString()).contains(sentence);
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    /// An external trainer is one of an unknown number, so its time is not divided.
    @Test
    void aValidDraftHasNoErrorsAndTheBudgetOfOneExternalWorker() throws Exception {
        JsonNode preview =
                done(
                        "/projects/p/design",
                        draft(
                                roles("learning_rate", RATE, "SCIENTIFIC"),
                                study("learning_rate", RATE, 8),
                                ",'trainer':'external','data':'anything','start':true"));
        assertThat(preview.path("errors")).isEmpty();
        assertThat(preview.at("/budget/workers").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-data,'',cannot be loaded",
        "file label=label path=/no/such/file.csv,'',no such file",
        "digits rows=99999999999 seed=1,'',too large",
        "digits rows=50 seed=1,00,has changed"
    })
    void aStudyWhoseDataCannotBeLoadedIsNotCreated(String data, String digest, String message)
            throws Exception {
        openRound();
        long before = ledger.now().position();
        HttpResponse<String> response = post("/rounds/p-r1/studies", created(data, digest));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(409);
        assertThat(response.body()).contains(message);
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @Test
    void aStudyRecordsTheDigestOfItsDataAndIsNotStartedOnceTheDataIsGone() throws Exception {
        openRound();
        Path csv = folder.resolve("points.csv");
        StringBuilder rows = new StringBuilder("a,label\n");
        for (int i = 0; i < 50; i++) {
            rows.append(i).append(',').append(i % 2).append('\n');
        }
        Files.writeString(csv, rows);
        JsonNode check = done("/data/check", "{'data':'%s'}".formatted(csv));
        assertThat(check.path("examples").asInt()).isEqualTo(50);
        assertThat(check.path("classes").valueStream().map(JsonNode::asString).toList())
                .isEqualTo(List.of("0", "1"));
        String data = check.path("data").asString();
        String study = done("/rounds/p-r1/studies", created(data, "")).path("id").asString();
        assertThat(ledger.now().book().study(study).facts().reproduction().digest())
                .isEqualTo(check.path("digest").asString());
        Files.delete(csv);
        HttpResponse<String> refused = post("/studies/%s/start".formatted(study), "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("no such file");
        assertThat(done("/data/check", "{'data':'%s'}".formatted(WRONG)).path("problem").asString())
                .contains("built-in training can load");
    }

    @Test
    void theDataOfEarlierStudiesAndGeneratedDataAreListed() throws Exception {
        openRound();
        done("/rounds/p-r1/studies", created("digits rows=50 seed=1", ""));
        HttpResponse<String> listed =
                client.send(
                        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/data")).build(),
                        BodyHandlers.ofString());
        JsonNode data = MAPPER.readTree(listed.body()).path("data");
        assertThat(data.get(0).path("data").asString()).isEqualTo("digits rows=50 seed=1");
        assertThat(data.get(0).path("origin").asString()).isEqualTo("study 'S'");
        assertThat(data).hasSize(3);
    }
}
