package io.tunebook.server.api.openapi;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes the OpenAPI 3.1 description of an API from its routes.
public final class OpenApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern PARAMETER = Pattern.compile("[{]([^}]+)[}]");
    private static final String BY_REFERENCE = "$ref";

    private final Schemas schemas = new Schemas();
    private final Examples examples = Examples.read();
    private final ObjectNode root = JSON.objectNode();

    private OpenApi() {}

    /// @param method in capitals
    /// @param path with its parameters in braces
    /// @param role the role that it needs when access is configured
    public record Route(String method, String path, Operation operation, String role) {
        boolean writes() {
            return !method.equals("GET");
        }

        List<String> parameters() {
            return PARAMETER.matcher(path).results().map(m -> m.group(1)).toList();
        }
    }

    /// @param version of the program
    /// @param server its URL, or its path from the document's host
    /// @param problem the record of every refusal
    public static ObjectNode of(
            String version, String server, List<Route> routes, Class<?> problem) {
        return new OpenApi().document(version, server, routes, problem);
    }

    private ObjectNode document(
            String version, String server, List<Route> routes, Class<?> problem) {
        schemas.name(problem, "Problem");
        root.put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "Tunebook")
                .put("version", version)
                .put(
                        "description",
                        "Rounds, studies, trials and launches over one append-only log. Every read can be requested as of any position of the log (`at`); every write can be retried safely with the same `Idempotency-Key`.")
                .putObject("license")
                .put("name", "Apache-2.0");
        root.putArray("servers").addObject().put("url", server);
        ArrayNode security = root.putArray("security");
        security.addObject();
        List.of("bearer", "basic", "session").forEach(name -> security.addObject().putArray(name));
        ArrayNode tags = root.putArray("tags");
        new TreeSet<>(routes.stream().map(r -> r.operation().tag()).toList())
                .forEach(tag -> tags.addObject().put("name", tag));
        ObjectNode paths = root.putObject("paths");
        routes.stream()
                .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
                .forEach(r ->
                        path(paths, r.path())
                                .set(r.method().toLowerCase(java.util.Locale.ROOT), operation(r)));
        ObjectNode components = root.putObject("components");
        components.set("schemas", schemas.components());
        components.set("responses", Refusals.responses());
        components.set("parameters", headers());
        components.set("securitySchemes", schemes());
        return root;
    }

    private static ObjectNode path(ObjectNode paths, String path) {
        return paths.get(path) instanceof ObjectNode known ? known : paths.putObject(path);
    }

    private ObjectNode operation(Route route) {
        Operation o = route.operation();
        ObjectNode node = JSON.objectNode();
        node.put("operationId", o.id()).put("summary", o.summary());
        node.put(
                "description",
                (o.description().isEmpty() ? "" : o.description() + " ")
                        + "When access is configured, this needs a "
                        + route.role()
                        + ".");
        node.putArray("tags").add(o.tag());
        ArrayNode parameters = node.putArray("parameters");
        route.parameters().forEach(name -> parameters.add(inPath(o.id(), name)));
        o.queries().forEach(query -> parameters.add(inQuery(query)));
        if (route.writes()) {
            for (String header : List.of("Actor", "IdempotencyKey")) {
                parameters.addObject().put(BY_REFERENCE, "#/components/parameters/" + header);
            }
        }
        if (o.body() != null) {
            node.putObject("requestBody")
                    .put("required", true)
                    .putObject("content")
                    .set("application/json", content(schemas.of(o.body()), examples.body(o.id())));
        }
        node.set("responses", answers(route));
        return node;
    }

    private ObjectNode answers(Route route) {
        Operation o = route.operation();
        ObjectNode all = JSON.objectNode();
        if (o.contentType().isEmpty()) {
            all.putObject("204").put("description", "Done; the answer has no content.");
        } else {
            all.putObject("200")
                    .put("description", o.summary())
                    .putObject("content")
                    .set(
                            o.contentType(),
                            content(
                                    o.answer() == null
                                            ? other(o.contentType())
                                            : schemas.of(o.answer()),
                                    examples.answer(o.id())));
        }
        Map<String, ObjectNode> refusals = new TreeMap<>();
        Refusals.of(route)
                .forEach(status ->
                        refusals.put(
                                Integer.toString(status),
                                JSON.objectNode()
                                        .put(BY_REFERENCE, "#/components/responses/" + status)));
        o.refusals()
                .forEach((status, why) ->
                        refusals.put(Integer.toString(status), Refusals.response(status, why)));
        refusals.forEach(all::set);
        all.putObject("default").put(BY_REFERENCE, "#/components/responses/500");
        return all;
    }

    private static ObjectNode other(String contentType) {
        ObjectNode schema = JSON.objectNode();
        return contentType.equals("application/json") ? schema : schema.put("type", "string");
    }

    private ObjectNode content(ObjectNode schema, JsonNode example) {
        ObjectNode content = JSON.objectNode();
        content.set("schema", schema);
        if (!example.isMissingNode()) {
            content.set("example", example);
        }
        return content;
    }

    private ObjectNode inPath(String operation, String name) {
        ObjectNode node = JSON.objectNode();
        node.put("name", name).put("in", "path").put("required", true);
        node.put("description", "The %s's id.".formatted(name));
        node.putObject("schema").put("type", "string").put("minLength", 1);
        node.put("example", examples.path(operation, name));
        return node;
    }

    private static ObjectNode inQuery(Operation.Query query) {
        ObjectNode node = JSON.objectNode();
        node.put("name", query.name()).put("in", "query").put("required", query.required());
        node.put("description", query.description());
        ObjectNode schema = node.putObject("schema");
        if (query.type() == Long.class) {
            schema.put("type", "integer").put("format", "int64");
            node.put("example", Long.parseLong(query.example()));
        } else {
            schema.put("type", "string");
            if (query.type() == Instant.class) {
                schema.put("format", "date-time");
            }
            node.put("example", query.example());
        }
        return node;
    }

    private static ObjectNode headers() {
        ObjectNode all = JSON.objectNode();
        ObjectNode actor = all.putObject("Actor");
        actor.put("name", "Tunebook-Actor").put("in", "header").put("required", false);
        actor.put(
                "description",
                "The actor, percent-encoded UTF-8; when access is configured, the token's name is used instead.");
        actor.putObject("schema").put("type", "string").put("maxLength", 200);
        actor.put("example", "ada");
        ObjectNode key = all.putObject("IdempotencyKey");
        key.put("name", "Idempotency-Key").put("in", "header").put("required", false);
        key.put(
                "description",
                "A new UUID for each request. A retry with the same UUID is not executed again and gets the first answer.");
        key.putObject("schema").put("type", "string").put("format", "uuid");
        key.put("example", "0198f5b2-7c1e-7d3a-9b1f-0242ac120002");
        return all;
    }

    private static ObjectNode schemes() {
        ObjectNode all = JSON.objectNode();
        all.putObject("bearer").put("type", "http").put("scheme", "bearer");
        all.putObject("basic").put("type", "http").put("scheme", "basic");
        all.putObject("session")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", "tunebook_session");
        return all;
    }

    /// A path with the examples of its parameters filled in.
    static String filled(String path, ObjectNode operation) {
        Matcher m = PARAMETER.matcher(path);
        StringBuilder filled = new StringBuilder();
        while (m.find()) {
            m.appendReplacement(filled, Matcher.quoteReplacement(example(operation, m.group(1))));
        }
        return m.appendTail(filled).toString();
    }

    private static String example(ObjectNode operation, String parameter) {
        for (JsonNode p : operation.path("parameters")) {
            if (p.path("name").asString("").equals(parameter)) {
                return p.path("example").asString();
            }
        }
        throw new IllegalArgumentException(parameter);
    }
}
