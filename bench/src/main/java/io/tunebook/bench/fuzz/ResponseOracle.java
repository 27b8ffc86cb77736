package io.tunebook.bench.fuzz;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The checks on every answer.
final class ResponseOracle {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// The server is overloaded, speaks another version of HTTP, or has no room left.
    private static final Set<Integer> MAY_FAIL = Set.of(503, 505, 507);

    private static final List<String> INSIDES =
            List.of("\tat ", "\\tat ", "io.tunebook", "java.lang", "org.eclipse", "Exception");
    private static final Set<String> PROBLEM =
            Set.of("type", "title", "status", "detail", "rule", "request");

    private final Duration timeout;

    /// @param timeout after which an answer is late
    ResponseOracle(Duration timeout) {
        this.timeout = timeout;
    }

    /// The fault of an answer; null when there is none.
    @Nullable String fault(FuzzRequest request, RawResponse answer) {
        int status = answer.status();
        // MLflow's clients expect 501 from a server that lacks a part of their API.
        boolean lacks = status == 501 && answer.text().contains("\"NOT_IMPLEMENTED\"");
        if (status >= 500 && !lacks && !MAY_FAIL.contains(status)) {
            return "failed with %d: %s".formatted(status, answer.text());
        }
        if (answer.took().compareTo(timeout) > 0) {
            return "answered after " + answer.took();
        }
        if (status < 400 || request.method().equals("HEAD")) {
            return null;
        }
        String text = answer.text();
        for (String inside : INSIDES) {
            if (text.contains(inside)) {
                return "exposes internals: " + text;
            }
        }
        return shape(request, answer);
    }

    private static @Nullable String shape(FuzzRequest request, RawResponse answer) {
        JsonNode json;
        try {
            json = MAPPER.readTree(answer.body());
        } catch (JacksonException e) {
            return "refused with %d, but not in JSON: %s".formatted(answer.status(), answer.text());
        }
        if (json.has("error_code") && request.target().startsWith("/api/2.0/mlflow")) {
            return json.path("message").asString("").isEmpty() ? "refused without a message" : null;
        }
        boolean problem =
                answer.type().startsWith("application/problem+json")
                        && json.propertyNames().containsAll(PROBLEM)
                        && PROBLEM.size()
                                        + (json.has("firstEvent") ? 1 : 0)
                                        + (json.has("reason") ? 1 : 0)
                                == json.propertyNames().size()
                        && json.path("status").asInt() == answer.status()
                        && !json.path("detail").asString("").isEmpty();
        return problem
                ? null
                : "refused with %d in an unknown format: %s %s"
                        .formatted(answer.status(), answer.type(), answer.text());
    }
}
