package io.tunebook.server.api.openapi;

import io.javalin.security.RouteRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a route does, said where the route is added: `routes.get(path, handler, operation)`.
///
/// @param id the name that examples and generated clients know it by, such as `addNote`
/// @param tag the heading that it stands under
/// @param summary in a few words
/// @param description further sentences; empty when the summary says it all
/// @param queries what may stand behind the `?`
/// @param body the record that is read from the body; null for none
/// @param answer the record of the answer in JSON; null when it is not JSON
/// @param contentType of the answer; empty when there is no content (204)
/// @param refusals statuses of refusals beyond those that every route of its kind has, with why
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
    /// @param example as it stands in a URL
    public record Query(
            String name, Class<?> type, boolean required, String description, String example) {}

    public static Operation of(String id, String tag, String summary) {
        return new Operation(id, tag, summary, "", List.of(), null, null, "", Map.of());
    }

    public Operation withDescription(String sentences) {
        return new Operation(
                id, tag, summary, sentences, queries, body, answer, contentType, refusals);
    }

    /// Something that may stand behind the `?`.
    public Operation withQuery(String name, Class<?> type, String sentence, String example) {
        return plus(new Query(name, type, false, sentence, example));
    }

    /// Something that has to stand behind the `?`.
    public Operation withRequiredQuery(
            String name, Class<?> type, String sentence, String example) {
        return plus(new Query(name, type, true, sentence, example));
    }

    /// A read of what was known at a position.
    public Operation atAPosition() {
        return withQuery(
                "at", Long.class, "As of this position of the log; now when it is left out.", "12");
    }

    public Operation withBody(Class<?> record) {
        return new Operation(
                id, tag, summary, description, queries, record, answer, contentType, refusals);
    }

    public Operation withResponse(Class<?> record) {
        return new Operation(id, tag, summary, description, queries, body, record, JSON, refusals);
    }

    /// An answer that is JSON of no fixed shape, or not JSON.
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
