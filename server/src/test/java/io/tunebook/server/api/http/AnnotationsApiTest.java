package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Marks, tags and notes of trials, and saved views of a study, over HTTP.
class AnnotationsApiTest extends TestServer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @BeforeEach
    void open() throws IOException, InterruptedException {
        done(
                "/projects",
                "{'id':'p','title':'P','objective':{'metric':'validation/error','direction':'MINIMIZE'}}");
        done(
                "/projects/p/rounds",
                """
                {'goal':{'kind':'UNDERSTANDING','phase':'EXPLORATION','question':'Which rate?'},
                 'roles':[{'parameter':{'name':'lr','domain':{'scale':'log','low':0.001,'high':1}},
                           'role':'SCIENTIFIC','why':'asked'}]}\
                """);
        done(
                "/rounds/p-r1/studies",
                """
                {'name':'S','settings':{},'space':[{'name':'lr','domain':{'scale':'log','low':0.001,'high':1}}],
                 'algorithm':{'kind':'SOBOL','seed':3},'trials':4,'trainer':'external',
                 'reproduction':{'command':'train.py','version':'1','data':'mnist','digest':'00'}}\
                """);
        done("/studies/p-s1/start", "{}");
        done("/studies/p-s1/ask", "{'trainer':'t','device':'d'}");
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                        .header("Content-Type", "application/json")
                        .header("Tunebook-Actor", "ada")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode done(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private JsonNode study(long position) throws IOException, InterruptedException {
        return MAPPER.readTree(
                client.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        server.url()
                                                                + "/api/v1/studies/p-s1?at="
                                                                + position))
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
    }

    @Test
    void marksTagsAndNotesAreEventsWhichTimeTravelShows() throws Exception {
        long before = ledger.now().position();
        done("/trials/p-s1-t0/annotations", "{'starred':true,'tags':['retry',' long run ']}");
        done("/trials/p-s1-t0/notes", "{'text':'Look at *step 400*'}");
        long marked = ledger.now().position();
        done("/trials/p-s1-t0/annotations", "{'starred':false,'pinned':true,'tags':[]}");

        assertThat(ledger.log().at(before + 1).orElseThrow().actor()).isEqualTo("ada");
        assertThat(marked - before).isEqualTo(3);
        assertThat(study(before).at("/trials/0/annotations").isNull()).isTrue();
        JsonNode then = study(marked).at("/trials/0/annotations");
        assertThat(then.path("starred").asBoolean()).isTrue();
        assertThat(then.path("tags").toString()).isEqualTo("[\"retry\",\"long run\"]");
        assertThat(then.at("/notes/0/html").asString()).contains("<em>step 400</em>");
        JsonNode now = study(ledger.now().position()).at("/trials/0/annotations");
        assertThat(now.path("starred").asBoolean()).isFalse();
        assertThat(now.path("pinned").asBoolean()).isTrue();
        assertThat(now.path("tags").size()).isZero();
        assertThat(now.path("notes").size()).isOne();
    }

    @Test
    void aViewIsSavedReplacedAndRemoved() throws Exception {
        done("/studies/p-s1/views", "{'name':'Low','query':'filter=value%3C0.07'}");
        done("/studies/p-s1/views", "{'name':'All','query':'sort=number'}");
        done("/studies/p-s1/views", "{'name':'Low','query':'filter=value%3C0.05'}");
        long saved = ledger.now().position();
        done("/studies/p-s1/views/remove", "{'name':'All'}");

        assertThat(study(saved).path("views").toString())
                .isEqualTo(
                        "[{\"name\":\"All\",\"query\":\"sort=number\"},{\"name\":\"Low\",\"query\":\"filter=value%3C0.05\"}]");
        assertThat(study(saved + 1).path("views").size()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /trials/p-s1-t0/annotations | {}                              | 400 | no annotation is given
                    /trials/p-s1-t0/annotations | {'tags':[null]}                 | 400 | 'tags[0]' is null: send a value
                    /trials/p-s1-t0/annotations | {'tags':['']}                   | 409 | a tag is empty: enter a text
                    /trials/p-s1-t0/annotations | {'tags':['LONG']}               | 409 | a tag has 2,100 characters: shorten it to 64
                    /trials/p-s1-t0/annotations | {'tags':[MANY]}                 | 409 | at most 20 tags, not 21
                    /trials/p-s1-t0/annotations | {'starred':false}               | 409 | has these annotations already
                    /trials/nowhere/annotations | {'starred':true}                | 404 | nowhere
                    /trials/p-s1-t0/notes       | {'text':' '}                    | 409 | the note is empty
                    /studies/p-s1/views         | {'name':' ','query':'a=b'}      | 409 | the name of the view is empty
                    /studies/p-s1/views         | {'name':'LONG','query':'a=b'}   | 409 | shorten it to 100
                    /studies/p-s1/views         | {'name':'a','query':'LONG'}     | 409 | shorten it to 2,000
                    /studies/p-s1/views/remove  | {'name':'a'}                    | 409 | has no view 'a'
                    /studies/nowhere/views      | {'name':'a','query':'a=b'}      | 404 | nowhere
                    """)
    void badAnnotationsAreRefusedAndRecordNothing(
            String path, String body, int status, String problem) throws Exception {
        long before = ledger.now().position();
        List<String> many = IntStream.range(0, 21).mapToObj(i -> "'t" + i + "'").toList();
        HttpResponse<String> response =
                post(
                        path,
                        body.replace("LONG", "x".repeat(2_100))
                                .replace("MANY", String.join(",", many)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(problem);
        assertThat(ledger.now().position()).isEqualTo(before);
    }
}
