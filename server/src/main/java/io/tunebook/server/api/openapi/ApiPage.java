package io.tunebook.server.api.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The API's description as a page for people, with the dashboard's style sheets and header. It can
/// be read without scripts.
public final class ApiPage {
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Longer examples are truncated; the document has them whole.
    private static final int MAX_EXAMPLE = 2_500;

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final ObjectNode document;
    private final StringBuilder out = new StringBuilder();

    private ApiPage(ObjectNode document) {
        this.document = document;
    }

    /// @param document made by [OpenApi]
    public static String of(ObjectNode document) {
        return new ApiPage(document).page();
    }

    private record DocumentedOperation(String method, String path, ObjectNode operation) {}

    private String page() {
        Map<String, List<DocumentedOperation>> byTag = byTag();
        out.append(
                """
                <!doctype html>
                <html lang="en">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width, initial-scale=1">
                  <meta name="color-scheme" content="light dark">
                  <title>The API · Tunebook</title>
                  <link rel="icon" href="/static/favicon.svg" type="image/svg+xml">
                  <script src="/static/js/scheme-at-load.js"></script>
                  <link rel="stylesheet" href="/static/css/tokens.css">
                  <link rel="stylesheet" href="/static/css/app.css">
                  <link rel="stylesheet" href="/static/css/shell.css">
                  <link rel="stylesheet" href="/static/css/api.css">
                  <script type="module" src="/static/js/api-page.js"></script>
                </head>
                <body>
                <a class="skip" href="#main">Skip to the page</a>
                <header id="top"><nav aria-label="Tunebook"><a class="home" href="/">Tunebook</a><a href="/">Projects</a><a href="/compare">Compare</a><a href="/audit">Audit</a><a href="/playbook">Playbook</a><a href="/api/" aria-current="page">API</a></nav></header>
                <main id="main" class="api">
                <h1>The API</h1>
                """);
        out.append("<p>%s</p>".formatted(described(document.path("info"))));
        add(
                "<p>For programs, in OpenAPI: <a href=\"/api/v1/openapi.json\"><code>/api/v1/openapi.json</code></a>. Every refusal is a problem (RFC 9457) that states what to do.</p>");
        out.append("<nav aria-label=\"Parts of the API\"><ul>");
        byTag.keySet().forEach(tag -> add("<li><a href=\"#%s\">%s</a></li>", anchor(tag), tag));
        out.append("</ul></nav>\n");
        byTag.forEach((tag, all) -> {
            add("<section id=\"%s\"><h2>%s</h2>\n", anchor(tag), tag);
            all.forEach(this::operation);
            out.append("</section>\n");
        });
        return out.append("</main></body></html>\n").toString();
    }

    private Map<String, List<DocumentedOperation>> byTag() {
        Map<String, List<DocumentedOperation>> byTag = new TreeMap<>();
        document.path("paths")
                .propertyStream()
                .forEach(path ->
                        path.getValue()
                                .propertyStream()
                                .forEach(method -> {
                                    ObjectNode operation = (ObjectNode) method.getValue();
                                    byTag.computeIfAbsent(
                                                    operation.path("tags").path(0).asString(),
                                                    _ -> new ArrayList<>())
                                            .add(
                                                    new DocumentedOperation(
                                                            method.getKey()
                                                                    .toUpperCase(Locale.ROOT),
                                                            path.getKey(),
                                                            operation));
                                }));
        return byTag;
    }

    private void operation(DocumentedOperation operation) {
        ObjectNode o = operation.operation();
        add(
                "<details id=\"%s\"><summary><code>%s %s</code> <span>%s</span></summary>\n",
                o.path("operationId").asString(),
                operation.method(),
                operation.path(),
                o.path("summary").asString());
        out.append("<p>%s</p>\n".formatted(described(o)));
        parameters(o.path("parameters"));
        JsonNode body = o.path("requestBody").path("content").path("application/json");
        if (!body.isMissingNode()) {
            schema("Body", body.path("schema"));
        }
        add("<h3>Example</h3><pre><code>%s</code></pre>\n", curl(operation, body.path("example")));
        answers(o.path("responses"));
        out.append("</details>\n");
    }

    private void parameters(JsonNode parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        out.append(
                "<h3>Parameters</h3><table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>What it is</th></tr></thead><tbody>\n");
        for (JsonNode each : parameters) {
            JsonNode p = resolved(each);
            add(
                    "<tr><td><code>%s</code>%s</td><td>%s</td><td>%s</td>",
                    p.path("name").asString(),
                    p.path("required").asBoolean() ? " (needed)" : "",
                    p.path("in").asString(),
                    type(p.path("schema")));
            out.append("<td>%s</td></tr>\n".formatted(described(p)));
        }
        out.append("</tbody></table>\n");
    }

    private void answers(JsonNode responses) {
        StringBuilder refusals = new StringBuilder();
        responses
                .propertyStream()
                .forEach(e -> {
                    JsonNode response = resolved(e.getValue());
                    if (e.getKey().startsWith("2")) {
                        answer(e.getKey(), response);
                    } else {
                        refusals.append(
                                "<tr><td>%s</td><td>%s</td></tr>\n"
                                        .formatted(
                                                escaped(
                                                        e.getKey().equals("default")
                                                                ? "others"
                                                                : e.getKey()),
                                                described(response)));
                    }
                });
        out.append(
                        "<h3>Refusals</h3><table><thead><tr><th>Status</th><th>Why</th></tr></thead><tbody>\n")
                .append(refusals)
                .append("</tbody></table>\n");
    }

    private void answer(String status, JsonNode response) {
        response.path("content")
                .propertyStream()
                .forEach(content -> {
                    schema(
                            "Answer %s, %s".formatted(status, content.getKey()),
                            content.getValue().path("schema"));
                    JsonNode example = content.getValue().path("example");
                    if (!example.isMissingNode()) {
                        add(
                                "<pre><code>%s</code></pre>\n",
                                example.isString() ? example.asString() : cut(pretty(example)));
                    }
                });
    }

    /// A record's fields as a table, one level deep; the document has the rest.
    private void schema(String heading, JsonNode schema) {
        add("<h3>%s</h3>\n", heading);
        JsonNode properties = resolved(schema).path("properties");
        if (properties.isEmpty()) {
            return;
        }
        List<String> required = new ArrayList<>();
        resolved(schema).path("required").forEach(r -> required.add(r.asString()));
        out.append("<table><thead><tr><th>Field</th><th>Type</th></tr></thead><tbody>\n");
        properties
                .propertyStream()
                .forEach(field ->
                        add(
                                "<tr><td><code>%s</code>%s</td><td>%s</td></tr>\n",
                                field.getKey(),
                                required.contains(field.getKey()) ? "" : " (optional)",
                                type(field.getValue())));
        out.append("</tbody></table>\n");
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asString();
            return name.substring(name.lastIndexOf('/') + 1);
        }
        if (schema.has("anyOf")) {
            List<String> all = new ArrayList<>();
            schema.path("anyOf").forEach(s -> all.add(type(s)));
            return String.join(" or ", all);
        }
        JsonNode type = schema.path("type");
        String name = type.isArray() ? type.path(0).asString() + " or null" : type.asString("any");
        if (schema.has("items")) {
            return "list of " + type(schema.path("items"));
        }
        return schema.has("additionalProperties") && schema.path("additionalProperties").isObject()
                ? "map to " + type(schema.path("additionalProperties"))
                : name;
    }

    /// The URL that the document names, else that of a server started without options.
    private String server() {
        String url = document.path("servers").path(0).path("url").asString();
        return url.startsWith("/") ? "http://127.0.0.1:7070" : url;
    }

    private String curl(DocumentedOperation operation, JsonNode body) {
        StringBuilder query = new StringBuilder();
        for (JsonNode p : operation.operation().path("parameters")) {
            if (p.path("in").asString().equals("query") && p.path("required").asBoolean()) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(p.path("name").asString())
                        .append('=')
                        .append(p.path("example").asString());
            }
        }
        String url =
                "'%s%s%s'"
                        .formatted(
                                server(),
                                OpenApi.filled(operation.path(), operation.operation()),
                                query);
        String method = operation.method().equals("GET") ? "" : " -X " + operation.method();
        return body.isMissingNode()
                ? "curl -s%s %s".formatted(method, url)
                : "curl -s %s -H 'Content-Type: application/json' -d '%s'"
                        .formatted(url, body.toString().replace("'", "'\\''"));
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    private static String pretty(JsonNode node) {
        return PRETTY.writeValueAsString(node);
    }

    private static String cut(String text) {
        return text.length() <= MAX_EXAMPLE
                ? text
                : text.substring(0, text.lastIndexOf('\n', MAX_EXAMPLE)) + "\n…";
    }

    private static String anchor(String tag) {
        return tag.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    /// The description of a part of the document, which is Markdown with code spans only.
    private static String described(JsonNode part) {
        return CODE.matcher(escaped(part.path("description").asString()))
                .replaceAll("<code>$1</code>");
    }

    private void add(String format, Object... texts) {
        Object[] escaped = new Object[texts.length];
        for (int i = 0; i < texts.length; i++) {
            escaped[i] = escaped(texts[i].toString());
        }
        out.append(format.formatted(escaped));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
