package io.tunebook.server.api.openapi;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The refusals that a route may answer with, by their status.
final class Refusals {
    private static final Map<Integer, Refusal> ALL = new TreeMap<>();

    /// @param detail as an answer may have it
    private record Refusal(
            String description, String title, String detail, @Nullable String rule) {}

    static {
        put(
                400,
                "The request is not what is expected here; nothing was done.",
                "Malformed request",
                "'text' is missing");
        put(
                401,
                "There are tokens, and the request shows none that is known.",
                "Unknown caller",
                "say who you are: 'Authorization: Bearer TOKEN'; './tunebook token create' makes a token");
        put(
                403,
                "The caller's role does not suffice, or another site's page sent the request.",
                "Forbidden",
                "this needs a decider, and 'ci' is a recorder");
        put(
                404,
                "What the path names is not there, or was not there at that position.",
                "Not found",
                "there is no round 'nowhere'");
        ALL.put(
                409,
                new Refusal(
                        "The rules are against it; nothing was done.",
                        "Rejected by the rules",
                        "round 'digits-r1' is closed",
                        "PB-10"));
        put(
                413,
                "More is asked for, or sent, than is taken at once.",
                "Too large",
                "the body is larger than 8 MB");
        put(
                429,
                "Too many wrong tokens at once; `Retry-After` says when to try again.",
                "Too many requests",
                "too many wrong tokens at once: try again later");
        put(500, "Any other refusal.", "Not found or not allowed", "Method Not Allowed");
        put(
                503,
                "Too much to do, or the log cannot be written; `Retry-After` says when to try again.",
                "Too much to do",
                "1,024 requests are being worked on: try again in a moment");
        put(507, "The disk is full; nothing was done.", "No room", "the disk is full: make room");
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

    /// All of them, to be referred to by their status.
    static ObjectNode responses() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ALL.forEach((status, r) -> all.set(Integer.toString(status), response(status, r)));
        return all;
    }

    /// One of a route's own.
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
