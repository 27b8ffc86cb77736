package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mlflow.tracking.MlflowClient;

/// A server whose public URL has a path. A proxy that removes the path requests the paths from the
/// root; one that keeps it, those below it.
class BelowAPathTest extends TestServer {
    private static final String PATH = "/ml/tunebook";
    private static final String PUBLIC = "https://example.org" + PATH;
    private static final Pattern LINK = Pattern.compile(" (?:href|src|action)=\"([^\"#]+)\"");

    private Tokens tokens;

    @Override
    protected ServerOptions options() throws IOException {
        tokens = new Tokens(folder, Clock.systemUTC());
        return ServerOptions.of(
                        new Exposure("127.0.0.1", 0, null, PublicUrl.parse(PUBLIC), Set.of()),
                        "somebody")
                .withTokens(tokens);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path)), headers);
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .POST(BodyPublishers.ofString(body)),
                headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws Exception {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    private static final List<String> PAGES =
            List.of(
                    "/",
                    "/compare",
                    "/compare/",
                    "/rounds/x",
                    "/projects/x/new-round",
                    "/api",
                    "/api/",
                    "/no/such/page");

    @Test
    void everyLinkOfAPageLeadsBelowThePathWhetherTheProxyKeepsItOrNot() throws Exception {
        for (String page : PAGES) {
            linksOf("", page);
            linksOf(PATH, page);
        }
    }

    private void linksOf(String below, String page) throws Exception {
        HttpResponse<String> answer = get(below + page, "Accept", "text/html");
        Matcher link = LINK.matcher(answer.body());
        int found = 0;
        while (link.find()) {
            URI target = URI.create(PUBLIC + page).resolve(link.group(1));
            assertThat(target.toString()).as(page).startsWith(PUBLIC + "/");
            if (target.getPath().contains("/static/")) {
                String file = target.getPath().substring(PATH.length());
                assertThat(get(below + file).statusCode()).as(file).isEqualTo(200);
                found++;
            }
        }
        assertThat(found).as(page).isGreaterThan(5);
    }

    @Test
    void thePathWithoutASlashIsRedirectedToTheFirstPage() throws Exception {
        HttpResponse<String> answer = get(PATH + "?at=3");
        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(location(answer)).isEqualTo(PATH + "/?at=3");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void onlyThatPathIsRemoved() throws Exception {
        for (String path : List.of("/ml", "/ml/tunebooks", "/other/api/v1/head", PATH + "/../x")) {
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void mlflowsClientWorksBelowThePath() throws Exception {
        try (MlflowClient mlflow = new MlflowClient(server.url() + PATH)) {
            String experiment = mlflow.createExperiment("digits");
            String run = mlflow.createRun(experiment).getRunId();
            mlflow.logMetric(run, "loss", 0.5);
            mlflow.setTerminated(run);
            assertThat(mlflow.getRun(run).getData().getMetricsList())
                    .singleElement()
                    .satisfies(m -> assertThat(m.getValue()).isEqualTo(0.5));
        }
        assertThat(get("/api/v1/experiments").body()).contains("digits");
    }

    @Test
    void aBrowserSignsInBelowThePathAndItsCookieIsOfThatPathOnly() throws Exception {
        String secret = tokens.create("ada", AccessRole.ADMIN, null);
        HttpResponse<String> page = get("/rounds/x?at=3");
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(location(page))
                .isEqualTo(PATH + "/sign-in?to=%2Fml%2Ftunebook%2Frounds%2Fx%3Fat%3D3");
        String form = get(location(page).substring(PATH.length())).body();
        assertThat(form)
                .contains("action=\"./sign-in\"")
                .contains("value=\"/ml/tunebook/rounds/x?at=3\"");
        HttpResponse<String> signedIn =
                post(
                        "/sign-in",
                        "token=" + secret,
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Origin",
                        "https://example.org");
        assertThat(location(signedIn)).isEqualTo(PATH + "/");
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("Path=/ml/tunebook/").contains("Secure");
        HttpResponse<String> signedOut =
                post(
                        "/sign-out",
                        "",
                        "Cookie",
                        cookie.replaceAll(";.*", ""),
                        "Origin",
                        "https://example.org");
        assertThat(location(signedOut)).isEqualTo(PATH + "/sign-in");
        assertThat(get(PATH + "/api/v1/me", "Authorization", "Bearer " + secret).body())
                .contains("ada");
    }

    @Test
    void onlyPagesOfThePublicUrlsOriginMayWrite() throws Exception {
        assertThat(write("a", "https://example.org").statusCode()).isEqualTo(200);
        assertThat(write("b", "https://EXAMPLE.org").statusCode()).isEqualTo(200);
        for (String foreign :
                List.of(
                        "http://example.org",
                        "https://evil.example",
                        "https://example.org.evil.example",
                        "null")) {
            HttpResponse<String> refused = write("c", foreign);
            assertThat(refused.statusCode()).as(foreign).isEqualTo(403);
            assertThat(refused.body()).contains("dashboard at " + PUBLIC);
        }
    }

    private HttpResponse<String> write(String name, String origin) throws Exception {
        return post(
                "/api/2.0/mlflow/experiments/create",
                "{\"name\":\"%s\"}".formatted(name),
                "Origin",
                origin,
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "http");
    }

    @Test
    void openApiAndTheExamplesOfTheApisPageHaveThePublicUrl() throws Exception {
        assertThat(get("/api/v1/openapi.json").body())
                .contains("\"servers\":[{\"url\":\"%s\"}]".formatted(PUBLIC));
        assertThat(get("/api").body())
                .contains("&#39;" + PUBLIC + "/api/v1/head&#39;")
                .doesNotContain("127.0.0.1:7070");
        assertThat(server.publicUrl()).isEqualTo(PUBLIC);
        assertThat(server.url()).startsWith("http://127.0.0.1:");
    }

    @Test
    void aProxyIsAskedNotToBufferTheEventStream() throws Exception {
        HttpResponse<Stream<String>> stream =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(server.url() + PATH + "/api/v1/events/stream"))
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofLines());
        try (Stream<String> lines = stream.body()) {
            assertThat(stream.headers().firstValue("X-Accel-Buffering")).hasValue("no");
            assertThat(lines.filter(line -> line.equals("event: caught-up")).findFirst())
                    .isPresent();
        }
    }
}
