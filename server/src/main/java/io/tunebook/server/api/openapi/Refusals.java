package io.tunebook.server.api.openapi;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The refusals that a route can answer with, by status.
final class Refusals {
    private static final Map<Integer, Refusal> ALL = new TreeMap<>();

    /// @param detail an example of a message
    private record Refusal(
            String description, String title, String detail, @Nullable String rule) {}

    static {
        put(
                400,
                "The request is invalid; nothing was done.",
                "Malformed request",
                "'text' is missing");
        put(
                401,
                "Access is configured, and the request has no valid token.",
                "Unknown caller",
                "the request has no token: send 'Authorization: Bearer TOKEN'; './tunebook token create' makes a token");
        put(
                403,
                "The caller's role does not suffice, or a page of another site sent the request.",
                "Forbidden",
                "this needs the role decider, and 'ci' has the role recorder");
        put(
                404,
                "What the path names does not exist, or did not exist at that position.",
                "Not found",
                "there is no round 'nowhere'");
        ALL.put(
                409,
                new Refusal(
                        "A rule rejects the request; nothing was done.",
                        "Rejected by the rules",
                        "round 'digits-r1' is closed",
                        "PB-10"));
        put(
                413,
                "The request or its answer would be too large.",
                "Too large",
                "the body is larger than 8 MB");
        put(
                429,
                "Too many wrong tokens at once; retry after the seconds in `Retry-After`.",
                "Too many requests",
                "too many wrong tokens at once: retry later");
        put(500, "Any other refusal.", "Not found or not allowed", "Method Not Allowed");
        put(
                503,
                "The server is overloaded, or the log cannot be written; retry after the seconds in `Retry-After`.",
                "Overloaded",
                "the server is overloaded with 1,024 requests in progress: retry after 1 s");
        put(507, "The disk is full; nothing was done.", "No space", "the disk is full: make room");
    }

    private Refusals() {}

    private static void put(int status, String description, String title, String detail) {
        ALL.put(status, new Refusal(description, title, detail, null));
    }

    /// The statuses that every route of its kind has.
    static Set<Integer> of(OpenApi.Route route) {
        Set<Integer> statuses = new TreeSet<>(Set.of(400, 401, 403, 429, 503));
        if (!route.parameters().isEmpty()
                || route.operation().queries().stream().anyMatch(q -> q.name().equals("at"))) {
            statuses.add(404);
        }
        if (route.writes()) {
            statuses.addAll(Set.of(409, 413, 507));
        }
        return statuses;
    }

    /// All of them, for references by status.
    static ObjectNode responses() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ALL.forEach((status, r) -> all.set(Integer.toString(status), response(status, r)));
        return all;
    }

    /// A refusal of one route.
    static ObjectNode response(int status, String why) {
        Refusal usual = ALL.get(status);
        return response(
                status, new Refusal(why, usual == null ? "Refused" : usual.title(), why, null));
    }

    private static ObjectNode response(int status, Refusal r) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("description", r.description());
        ObjectNode content = node.putObject("content").putObject("application/problem+json");
        content.putObject("schema").put("$ref", "#/components/schemas/Problem");
        content.putObject("example")
                .put("type", "about:blank")
                .put("title", r.title())
                .put("status", status == 500 ? 405 : status)
                .put("detail", r.detail())
                .put("rule", r.rule());
        return node;
    }
}
