package io.tunebook.server.api.openapi;

import io.javalin.security.RouteRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The description of a route, added with it: `routes.get(path, handler, operation)`.
///
/// @param id the name for examples and generated clients, such as `addNote`
/// @param tag the heading that groups it
/// @param summary a short phrase
/// @param description further sentences; empty when the summary suffices
/// @param queries the parameters of the query
/// @param body the record of the request's body; null without one
/// @param answer the record of the answer in JSON; null when it is not JSON
/// @param contentType of the answer; empty without content (204)
/// @param refusals statuses of refusals beyond those of every route of its kind, with the reason
public record Operation(
        String id,
        String tag,
        String summary,
        String description,
        List<Query> queries,
        @Nullable Class<?> body,
        @Nullable Class<?> answer,
        String contentType,
        Map<Integer, String> refusals)
        implements RouteRole {
    private static final String JSON = "application/json";

    /// @param type `Long`, `String` or `Instant`
    /// @param example as in a URL
    public record Query(
            String name, Class<?> type, boolean required, String description, String example) {}

    public static Operation of(String id, String tag, String summary) {
        return new Operation(id, tag, summary, "", List.of(), null, null, "", Map.of());
    }

    public Operation withDescription(String sentences) {
        return new Operation(
                id, tag, summary, sentences, queries, body, answer, contentType, refusals);
    }

    /// Adds an optional parameter of the query.
    public Operation withQuery(String name, Class<?> type, String sentence, String example) {
        return plus(new Query(name, type, false, sentence, example));
    }

    /// Adds a required parameter of the query.
    public Operation withRequiredQuery(
            String name, Class<?> type, String sentence, String example) {
        return plus(new Query(name, type, true, sentence, example));
    }

    /// Adds `at`, for a read as of a position.
    public Operation atAPosition() {
        return withQuery(
                "at",
                Long.class,
                "Position of the log as of which to read (default: the head).",
                "12");
    }

    public Operation withBody(Class<?> record) {
        return new Operation(
                id, tag, summary, description, queries, record, answer, contentType, refusals);
    }

    public Operation withResponse(Class<?> record) {
        return new Operation(id, tag, summary, description, queries, body, record, JSON, refusals);
    }

    /// Sets an answer that is not JSON, or JSON without a fixed shape.
    public Operation withResponseContent(String type) {
        return new Operation(id, tag, summary, description, queries, body, null, type, refusals);
    }

    public Operation withRefusal(int status, String why) {
        Map<Integer, String> all = new TreeMap<>(refusals);
        all.put(status, why);
        return new Operation(
                id, tag, summary, description, queries, body, answer, contentType, all);
    }

    private Operation plus(Query query) {
        List<Query> all = new ArrayList<>(queries);
        all.add(query);
        return new Operation(
                id, tag, summary, description, all, body, answer, contentType, refusals);
    }
}
