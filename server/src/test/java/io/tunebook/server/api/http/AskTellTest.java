package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tunebook.server.Await;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.training.external.Agents;
import io.tunebook.server.training.external.Leases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// External trainers with leases, and the README's examples as trainers.
class AskTellTest extends TestServer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String RATE =
            "{'name':'learning_rate','domain':{'scale':'log','low':0.001,'high':1}}";

    @BeforeEach
    void open() throws IOException {
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
                {'name':'S','settings':{},'space':[%s],'algorithm':{'kind':'SOBOL','seed':3},'trials':4,
                 'reproduction':{'command':'train.py','version':'1','data':'outside mnist','digest':'00'}}\
                """
                        .formatted(RATE));
        done("/studies/p-s1/start", "{}");
    }

    private HttpResponse<String> post(String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                            .header("Content-Type", "application/json")
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

    private JsonNode ask(int leaseSeconds) {
        return done(
                "/studies/p-s1/ask",
                "{'trainer':'t','device':'d','leaseSeconds':%d}".formatted(leaseSeconds));
    }

    private Trial trial(JsonNode asked) {
        return Objects.requireNonNull(ledger.now().book().trial(asked.get("trial").asString()));
    }

    @Test
    void anExpiredLeaseAbandonsTheTrialAndItsPointIsOfferedAgain() throws Exception {
        JsonNode lost = ask(1);
        Instant late = Instant.now().plusSeconds(60);
        while (trial(lost) instanceof Trial.Running && Instant.now().isBefore(late)) {
            Thread.sleep(50);
        }
        assertThat(trial(lost))
                .isInstanceOfSatisfying(
                        Trial.Abandoned.class,
                        abandoned -> {
                            assertThat(abandoned.why())
                                    .isEqualTo("the lease expired: no report for 1 s");
                            assertThat(abandoned.at().actor()).isEqualTo("lease");
                        });
        JsonNode again = ask(60);
        assertThat(again.get("trial")).isNotEqualTo(lost.get("trial"));
        assertThat(again.get("configuration")).isEqualTo(lost.get("configuration"));
        assertThat(again.get("seed")).isEqualTo(lost.get("seed"));
        for (String route : List.of("heartbeat", "curve", "complete")) {
            String body =
                    switch (route) {
                        case "curve" -> "{'steps':[1],'metrics':{'validation/error':[0.5]}}";
                        case "complete" -> "{'value':0.5,'bestStep':1,'steps':1,'seconds':1}";
                        default -> "{}";
                    };
            assertThat(post("/trials/%s/%s".formatted(trial(lost).id(), route), body).statusCode())
                    .as(route)
                    .isEqualTo(409);
        }
    }

    @Test
    void aCurveIsExportedWithTheExactValuesThatWereReported() throws Exception {
        String trial = ask(60).get("trial").asString();
        done(
                "/trials/%s/curve".formatted(trial),
                "{'steps':[1,2,3],'metrics':{'validation/error':[16777217.0,0.123456789012345,1e39],'train/loss':['NaN','Infinity','-Infinity']}}");
        String csv =
                client.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        server.url()
                                                                + "/api/v1/export/curves.csv?study=p-s1"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
        assertThat(csv.lines().skip(1).map(l -> l.substring(l.lastIndexOf(',') + 1)))
                .containsExactlyInAnyOrder(
                        "1.6777217E7",
                        "0.123456789012345",
                        "1.0E39",
                        "NaN",
                        "Infinity",
                        "-Infinity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curve {'steps':[1],'metrics':{'validation/error':[null]}}",
                "curve {'steps':[null],'metrics':{'validation/error':[0.5]}}",
                "curve {'steps':[1],'metrics':{'validation/error':null}}",
                "curve {'steps':[1]}",
                "curve {'steps':[1,2],'metrics':{'validation/error':[0.5]}}",
                "curve {'steps':[2,1],'metrics':{'validation/error':[0.5,0.4]}}",
                "curve {'steps':[1,1],'metrics':{'validation/error':[0.5,0.4]}}",
                "complete {'value':null,'bestStep':1,'steps':1,'seconds':1}",
                "complete {'value':'NaN','bestStep':1,'steps':1,'seconds':1}",
                "complete {'value':1e999,'bestStep':1,'steps':1,'seconds':1}",
                "complete {'value':[0.5],'bestStep':1,'steps':1,'seconds':1}",
                "complete {'value':0.5,'bestStep':-1,'steps':1,'seconds':1}",
                "complete {'value':0.5,'bestStep':1,'steps':-1,'seconds':1}",
                "complete {'value':0.5,'bestStep':1,'steps':1,'seconds':-1}",
                "curve {'steps':[1],'metrics':{}}",
                "curve {'steps':[1],'metrics':{' ':[1]}}",
                "complete {'value':0.5,'bestStep':1,'steps':1,'seconds':1,'measurements':{'x':null}}",
                "complete {}",
                "complete [1]",
                "complete "
            })
    void anInvalidReportIsRefusedWithAReason(String report) {
        String trial = ask(60).get("trial").asString();
        int space = report.indexOf(' ');
        HttpResponse<String> response =
                post(
                        "/trials/%s/%s".formatted(trial, report.substring(0, space)),
                        report.substring(space + 1));
        assertThat(response.statusCode()).as(response.body()).isIn(400, 409);
        assertThat(MAPPER.readTree(response.body()).get("detail").asString()).isNotBlank();
    }

    private Agents agents() {
        return new Agents(ledger.now().book(), InstantSource.system(), System::nanoTime);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aLeaseLastsTenMinutesByDefaultAndEveryReportExtendsIt() {
        JsonNode asked = done("/studies/p-s1/ask", "{'trainer':'t','device':'d'}");
        assertThat(asked.get("leaseSeconds").asInt()).isEqualTo(600);
        String trial = asked.get("trial").asString();
        assertThat(done("/trials/" + trial + "/heartbeat", "{}").get("leaseSeconds").asInt())
                .isEqualTo(600);
        AtomicLong time = new AtomicLong();
        try (Leases leases = new Leases(ledger, agents(), _ -> {}, time::get)) {
            leases.grant(trial, 100);
            for (int i = 0; i < 5; i++) {
                time.addAndGet(seconds(99));
                leases.end();
                leases.renew(trial);
            }
            assertThat(trial(asked)).isInstanceOf(Trial.Running.class);
            time.addAndGet(seconds(100));
            leases.end();
            assertThat(trial(asked)).isInstanceOf(Trial.Abandoned.class);
        }
    }

    /// So it is lost only after three heartbeats in a row were missed.
    @Test
    void aServerGivesEveryRunningTrialItsWholeLeaseAtStart() {
        JsonNode asked = ask(1_000);
        AtomicLong time = new AtomicLong();
        try (Leases leases = new Leases(ledger, agents(), _ -> {}, time::get)) {
            time.set(seconds(999));
            leases.end();
            assertThat(trial(asked)).isInstanceOf(Trial.Running.class);
            time.set(seconds(1_000));
            leases.end();
            assertThat(trial(asked)).isInstanceOf(Trial.Abandoned.class);
        }
    }

    @Test
    void aTrialWithoutHeartbeatAfterARestartIsOfferedAgain() throws Exception {
        JsonNode lost = ask(60);
        server.close();
        AtomicLong time = new AtomicLong(System.nanoTime());
        try (Leases leases = new Leases(ledger, agents(), _ -> {}, time::get)) {
            leases.end();
            assertThat(trial(lost)).isInstanceOf(Trial.Running.class);
            time.addAndGet(seconds(Leases.MAX_SECONDS + 1));
            leases.end();
            assertThat(trial(lost)).isInstanceOf(Trial.Abandoned.class);
        }
        restartServer();
        JsonNode again = ask(60);
        assertThat(again.get("configuration")).isEqualTo(lost.get("configuration"));
        assertThat(again.get("seed")).isEqualTo(lost.get("seed"));
    }

    @Test
    void aTrialThatEndedIsNeverAbandoned() {
        JsonNode asked = ask(60);
        AtomicLong time = new AtomicLong();
        try (Leases leases = new Leases(ledger, agents(), _ -> {}, time::get)) {
            done(
                    "/trials/" + trial(asked).id() + "/complete",
                    "{'value':0.5,'bestStep':1,'steps':1,'seconds':1}");
            time.set(seconds(86_400));
            long before = ledger.now().position();
            leases.end();
            assertThat(ledger.now().position()).isEqualTo(before);
            assertThat(trial(asked)).isInstanceOf(Trial.Completed.class);
        }
    }

    @Test
    void trainersThatAskAtOnceGetDifferentTrials() throws Exception {
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                asked.add(CompletableFuture.supplyAsync(() -> ask(60), threads));
            }
        }
        Set<String> configurations = new HashSet<>();
        for (CompletableFuture<JsonNode> each : asked) {
            configurations.add(each.get().get("configuration").toString());
        }
        assertThat(configurations).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3_601})
    void anInvalidLeaseIsRefusedBeforeATrialIsProposed(int seconds) {
        long before = ledger.now().position();
        HttpResponse<String> refused =
                post(
                        "/studies/p-s1/ask",
                        "{'trainer':'t','device':'d','leaseSeconds':%d}".formatted(seconds));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("'leaseSeconds' must be 1 to 3,600");
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @Test
    void theReadmesPythonExampleTrainsAStudyWithTheStandardLibrary() throws Exception {
        Ran ran = run("python3", "-I", "-c", example("python"));
        assertThat(ran.output()).contains("has all of its 4 trials");
        assertThat(ran.status()).isEqualTo(1);
        Study study = Objects.requireNonNull(ledger.now().book().study("p-s1"));
        Await.equal(
                Study.State.FINISHED,
                () -> Objects.requireNonNull(ledger.now().book().study("p-s1")).state());
        assertThat(ledger.now().book().trialsOf(study))
                .hasSize(4)
                .allSatisfy(t -> assertThat(t).isInstanceOf(Trial.Completed.class));
    }

    @Test
    void theReadmesShellExampleTrainsATrial() throws Exception {
        assumeTrue(there("curl"), "curl is not installed");
        Ran ran = run("sh", "-c", example("sh"));
        assertThat(ran.status()).as(ran.output()).isZero();
        assertThat(ledger.now().book().trial("p-s1-t0"))
                .isInstanceOfSatisfying(
                        Trial.Completed.class, t -> assertThat(t.value()).isEqualTo(0.2));
    }

    private record Ran(int status, String output) {}

    private Ran run(String... command) throws Exception {
        assumeTrue(there(command[0]), command[0] + " is not installed");
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("TUNEBOOK", server.url());
        builder.environment().put("STUDY", "p-s1");
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ran(process.waitFor(), Files.readString(output));
    }

    private static boolean there(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start()
                                    .waitFor()
                            == 0
                    || program.equals("sh");
        } catch (IOException e) {
            return false;
        }
    }

    /// The README's example in a language.
    private static String example(String language) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String section = readme.substring(readme.indexOf("## Your own training loop"));
        String opening = "```" + language + "\n";
        int begin = section.indexOf(opening) + opening.length();
        return section.substring(begin, section.indexOf("```", begin));
    }
}
