package io.tunebook.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Generates requests from the API's document and for MLflow's routes.
final class RequestGenerator {
    /// Operations that train for seconds: only a few of their requests are sent.
    private static final int SELDOM = 400;

    private static final Set<String> SLOW = Set.of("sweepBatchSizes", "probeStability");
    private static final Pattern PARAMETER = Pattern.compile("[{]([^}]+)[}]");
    private static final byte[] NOTHING = new byte[0];

    private final Random random;
    private final WordPool words;
    private final RequestBodies bodies;
    private final MlflowRequestGenerator mlflow;
    private final List<Operation> operations = new ArrayList<>();

    private record Operation(String method, String path, JsonNode node) {
        String id() {
            return node.path("operationId").asString();
        }
    }

    RequestGenerator(JsonNode document, Random random, WordPool words) {
        this.random = random;
        this.words = words;
        this.bodies = new RequestBodies(document, random, words);
        this.mlflow = new MlflowRequestGenerator(bodies, random, words);
        document.path("paths")
                .propertyStream()
                .forEach(path ->
                        path.getValue()
                                .propertyStream()
                                .forEach(method ->
                                        operations.add(
                                                new Operation(
                                                        method.getKey().toUpperCase(Locale.ROOT),
                                                        path.getKey(),
                                                        method.getValue()))));
    }

    /// The operation's example in the document.
    FuzzRequest example(String id) {
        Operation o = operations.stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
        String target = o.path();
        for (JsonNode p : o.node().path("parameters")) {
            target =
                    target.replace(
                            "{" + p.path("name").asString("") + "}",
                            p.path("example").asString(""));
        }
        JsonNode body = example(o);
        return new FuzzRequest(
                id,
                o.method(),
                target,
                List.of("Content-Type: application/json"),
                body.isMissingNode() ? NOTHING : body.toString().getBytes(StandardCharsets.UTF_8));
    }

    FuzzRequest next() {
        if (random.nextInt(4) == 0) {
            MlflowRequestGenerator.MlflowRequest request = mlflow.next();
            return dressed(request.path(), request.method(), request.target(), request.body());
        }
        Operation o = HostileInputs.one(operations, random);
        if (SLOW.contains(o.id()) && random.nextInt(SELDOM) > 0) {
            return next();
        }
        JsonNode schema = o.node().at("/requestBody/content/application~1json/schema");
        byte[] body = schema.isMissingNode() ? NOTHING : bodies.of(schema, example(o));
        return dressed(o.id(), o.method(), target(o), body);
    }

    private static JsonNode example(Operation o) {
        return o.node().at("/requestBody/content/application~1json/example");
    }

    private FuzzRequest dressed(String id, String method, String target, byte[] body) {
        List<String> headers = new ArrayList<>();
        boolean odd = random.nextInt(12) == 0;
        String type = odd ? HostileInputs.one(HostileInputs.TYPES, random) : "application/json";
        if (body.length > 0) {
            headers.add("Content-Type: " + type);
        }
        if (random.nextInt(3) == 0) {
            headers.add("Tunebook-Actor: " + inHeader(words.one()));
        }
        if (random.nextInt(6) == 0) {
            headers.add("Idempotency-Key: " + new UUID(random.nextInt(50), 7));
        }
        if (random.nextInt(8) == 0) {
            headers.add(HostileInputs.one(HostileInputs.HEADERS, random));
        }
        String used =
                random.nextInt(25) == 0 ? HostileInputs.one(HostileInputs.METHODS, random) : method;
        return new FuzzRequest(id, used, target, headers, body);
    }

    private String target(Operation o) {
        String path =
                PARAMETER
                        .matcher(o.path())
                        .replaceAll(m -> Matcher.quoteReplacement(inPath(named(o, m.group(1)))));
        StringBuilder query = new StringBuilder();
        for (JsonNode p : o.node().path("parameters")) {
            if (!p.path("in").asString("").equals("query")) {
                continue;
            }
            boolean sent =
                    p.path("required").asBoolean() ? random.nextInt(8) > 0 : random.nextInt(3) == 0;
            for (int times = sent ? 1 + random.nextInt(20) / 19 : 0; times > 0; times--) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(p.path("name").asString())
                        .append('=')
                        .append(inQuery(p));
            }
        }
        if (random.nextInt(40) == 0) {
            query.append(query.isEmpty() ? '?' : '&').append("&=&%=x&unknown=1");
        }
        return path + query;
    }

    private static JsonNode named(Operation o, String parameter) {
        for (JsonNode p : o.node().path("parameters")) {
            if (p.path("name").asString("").equals(parameter)) {
                return p;
            }
        }
        throw new IllegalStateException("%s has no parameter %s".formatted(o.id(), parameter));
    }

    private String inPath(JsonNode parameter) {
        return switch (random.nextInt(6)) {
            case 0 -> HostileInputs.one(HostileInputs.IN_PATHS, random);
            case 1, 2 -> encoded(words.of(parameter.path("name").asString()));
            default -> encoded(parameter.path("example").asString());
        };
    }

    private String inQuery(JsonNode parameter) {
        return switch (random.nextInt(4)) {
            case 0 -> HostileInputs.one(HostileInputs.IN_QUERIES, random);
            case 1 -> encoded(parameter.path("example").asString());
            default -> encoded(bodies.value(parameter.path("schema"), 0).asString());
        };
    }

    /// A line break would end the head, and what follows it would be another request.
    private static String inHeader(String text) {
        return text.replace("/", "%2F")
                .replace(" ", "%20")
                .replace("\r", "%0D")
                .replace("\n", "%0A");
    }

    static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
