package io.tunebook.server.api.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An example of every operation: a request, and a server's answer to it.
///
/// `requests.json` is written by hand, `answers.json` by the test that sends the requests.
final class Examples {
    private final JsonNode requests;
    private final JsonNode answers;

    private Examples(JsonNode requests, JsonNode answers) {
        this.requests = requests;
        this.answers = answers;
    }

    static Examples read() {
        return new Examples(resource("requests.json"), resource("answers.json"));
    }

    /// A missing node without an example.
    JsonNode body(String operation) {
        return requests.path(operation).path("body");
    }

    /// A missing node without an example.
    JsonNode answer(String operation) {
        return answers.path(operation);
    }

    String path(String operation, String parameter) {
        return requests.path(operation).path(parameter).asString("");
    }

    private static JsonNode resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        Examples.class.getResourceAsStream("/openapi/" + name), name)) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
