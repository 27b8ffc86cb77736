package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The served document against the server's routes and examples.
class OpenApiTest extends TestServer {
    private static final Set<String> BINARY =
            Set.of("application/octet-stream", ExportsApi.PARQUET, ExportsApi.ZIP);

    private DescribedApi described;

    @BeforeEach
    void open() throws Exception {
        described = new DescribedApi(get("/api/v1/openapi.json").body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void theDocumentHasExactlyTheServersRoutes() {
        Set<String> routes =
                server.javalin().unsafe.internalRouter.allHttpHandlers().stream()
                        .map(parsed -> parsed.endpoint)
                        .filter(e -> e.path.startsWith(ApiDocument.PREFIX))
                        .filter(e ->
                                Set.of("GET", "POST", "PUT", "PATCH", "DELETE")
                                        .contains(e.method.name()))
                        .map(e -> e.method.name() + " " + e.path)
                        .collect(Collectors.toSet());
        assertThat(routes).hasSizeGreaterThan(50);
        assertThat(described.operations())
                .extracting(o -> o.method() + " " + o.path())
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void everyOperationHasAUniqueIdASummaryAndAnswersForSuccessAndRefusal() {
        assertThat(described.operations())
                .extracting(DescribedApi.Operation::id)
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(described.operations())
                .allSatisfy(o -> {
                    assertThat(o.node().path("summary").asString()).isNotBlank();
                    assertThat(o.node().path("responses").propertyNames())
                            .contains("400", "401", "403", "503", "default")
                            .containsAnyOf("200", "204");
                });
    }

    @Test
    void everyExampleMatchesItsSchema() {
        for (DescribedApi.Operation o : described.operations()) {
            String body = "/requestBody/content/application~1json";
            if (o.node().has("requestBody")) {
                JsonNode example = o.node().at(body + "/example");
                assertThat(example.isMissingNode()).as(o.id()).isFalse();
                assertThat(described.errors(o.pointer() + body + "/schema", example))
                        .as(o.id() + " " + example)
                        .isEmpty();
            }
            JsonNode content = o.node().at("/responses/200/content");
            content.propertyStream()
                    .forEach(c -> {
                        String at =
                                "/responses/200/content/%s"
                                        .formatted(c.getKey().replace("/", "~1"));
                        if (BINARY.contains(c.getKey()) || o.id().equals("openapi")) {
                            return;
                        }
                        JsonNode example = c.getValue().path("example");
                        assertThat(example.isMissingNode()).as(o.id()).isFalse();
                        assertThat(described.errors(o.pointer() + at + "/schema", example))
                                .as(o.id() + " " + example)
                                .isEmpty();
                    });
            for (JsonNode parameter : o.node().path("parameters")) {
                if (!parameter.has("$ref")) {
                    assertThat(parameter.path("example").asString("")).as(o.id()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void thePageForPeopleShowsEveryOperationWithoutInlineScript() throws Exception {
        HttpResponse<String> page = get("/api");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .doesNotContain("style=", "onclick")
                .doesNotContainPattern("<script(?! (type=\"module\" )?src=\"[.]{1,2}/static/)");
        assertThat(described.operations())
                .allSatisfy(o ->
                        assertThat(page.body())
                                .contains(
                                        "id=\"%s\"".formatted(o.id()),
                                        o.method() + " " + o.path()));
        assertThat(page.body())
                .contains("curl -s &#39;http://127.0.0.1:7070/api/v1/rounds/digits-r1/notes&#39;");
    }

    @Test
    void refusalsMatchTheDocument() throws Exception {
        for (String path :
                new String[] {
                    "/api/v1/rounds/nowhere",
                    "/api/v1/trials",
                    "/api/v1/events?limit=x",
                    "/api/v1/nowhere",
                    "/api/v1/tokens"
                }) {
            HttpResponse<String> refusal = get(path);
            assertThat(refusal.statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(
                            described.errors(
                                    "/components/schemas/Problem",
                                    tools.jackson.databind.json.JsonMapper.shared()
                                            .readTree(refusal.body())))
                    .as(path + " " + refusal.body())
                    .isEmpty();
        }
    }
}
