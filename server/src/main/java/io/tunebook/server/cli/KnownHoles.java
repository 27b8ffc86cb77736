package io.tunebook.server.cli;

import io.tunebook.server.cli.Checkup.Line;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks a database of known holes (OSV) for each library of a bill of materials (CycloneDX, JSON).
final class KnownHoles {
    static final String OSV = "https://api.osv.dev";
    private static final String BILL = "/META-INF/sbom/tunebook.cdx.json";
    private static final String NAME = "holes";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_TOLD = 10;

    private final URI database;
    private final @Nullable Path bill;

    /// @param bill a bill of materials; null for the one that the packaged program carries
    KnownHoles(String database, @Nullable Path bill) {
        try {
            this.database = URI.create(database + "/v1/querybatch");
            HttpRequest.newBuilder(this.database);
        } catch (IllegalArgumentException e) {
            throw new CannotGoOn(
                    "--osv is '%s': give it an address such as %s".formatted(database, OSV));
        }
        this.bill = bill;
    }

    Line line() {
        List<String> libraries;
        try {
            libraries = libraries();
        } catch (IOException | JacksonException e) {
            return Line.fail(
                    NAME,
                    "the bill of materials cannot be read: %s: make one with './tunebook package', and give it with --sbom dist/target/tunebook.cdx.json"
                            .formatted(e.getMessage()));
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(database)
                                    .timeout(PATIENCE)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(question(libraries)))
                                    .build(),
                            BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? told(libraries, answer.body())
                    : notAsked("it answers " + answer.statusCode());
        } catch (IOException e) {
            return notAsked(e.toString());
        } catch (JacksonException e) {
            return notAsked("its answer is not what it should be: " + e.getOriginalMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notAsked("interrupted");
        }
    }

    private Line notAsked(String why) {
        return Line.warn(
                NAME,
                "the database of known holes at %s could not be asked (%s): ask again where it can be reached"
                        .formatted(database, why));
    }

    /// Package URLs, but for our own modules.
    private List<String> libraries() throws IOException {
        List<String> urls = new ArrayList<>();
        try (InputStream in =
                bill == null
                        ? KnownHoles.class.getResourceAsStream(BILL)
                        : Files.newInputStream(bill)) {
            if (in == null) {
                throw new IOException("only the packaged program carries one");
            }
            for (JsonNode component : JsonMapper.shared().readTree(in).path("components")) {
                String url = component.path("purl").asString("").replaceAll("[?#].*", "");
                if (!url.isEmpty() && !url.startsWith("pkg:maven/io.tunebook/")) {
                    urls.add(url);
                }
            }
        }
        if (urls.isEmpty()) {
            throw new IOException("it names no libraries");
        }
        return urls;
    }

    private static String question(List<String> libraries) {
        ObjectNode question = JsonMapper.shared().createObjectNode();
        ArrayNode queries = question.putArray("queries");
        libraries.forEach(url -> queries.addObject().putObject("package").put("purl", url));
        return question.toString();
    }

    /// The answer has a result for each library, in the order in which they were asked for.
    private Line told(List<String> libraries, String answer) {
        JsonNode results = JsonMapper.shared().readTree(answer).path("results");
        if (results.size() != libraries.size()) {
            return notAsked(
                    "it answers for %d libraries of %d"
                            .formatted(results.size(), libraries.size()));
        }
        List<String> holes = new ArrayList<>();
        for (int i = 0; i < libraries.size(); i++) {
            JsonNode result = results.get(i);
            if (result.path("vulns").isEmpty() && result.has("next_page_token")) {
                return notAsked("it tells of %s in pages only".formatted(libraries.get(i)));
            }
            for (JsonNode hole : result.path("vulns")) {
                holes.add("%s in %s".formatted(hole.path("id").asString("?"), libraries.get(i)));
            }
        }
        return holes.isEmpty()
                ? Line.ok(
                        NAME,
                        "%d libraries, none with a hole that is known to %s"
                                .formatted(libraries.size(), database.getHost()))
                : Line.fail(
                        NAME,
                        "%d known holes: %s%s: read https://osv.dev/vulnerability/ID, and upgrade"
                                .formatted(
                                        holes.size(),
                                        String.join(
                                                ", ",
                                                holes.subList(
                                                        0, Math.min(MOST_TOLD, holes.size()))),
                                        holes.size() > MOST_TOLD ? ", …" : ""));
    }
}
