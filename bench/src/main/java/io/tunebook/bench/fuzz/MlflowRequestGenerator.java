package io.tunebook.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Requests of MLflow's clients, valid and malformed.
final class MlflowRequestGenerator {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PREFIX = "/api/2.0/mlflow/";

    /// Method, path and fields of each route; fields that end in `[]` are lists of keys with
    /// values.
    private static final List<String> ROUTES =
            List.of(
                    "POST experiments/create name artifact_location tags[]",
                    "GET experiments/get experiment_id",
                    "GET experiments/get-by-name experiment_name",
                    "POST experiments/search max_results page_token filter order_by view_type",
                    "GET experiments/search max_results page_token filter order_by view_type",
                    "POST experiments/delete experiment_id",
                    "POST experiments/restore experiment_id",
                    "POST experiments/update experiment_id new_name",
                    "POST experiments/set-experiment-tag experiment_id key value",
                    "POST runs/create experiment_id user_id run_name start_time tags[]",
                    "POST runs/update run_id status end_time run_name",
                    "GET runs/get run_id",
                    "POST runs/delete run_id",
                    "POST runs/restore run_id",
                    "POST runs/search experiment_ids filter run_view_type max_results order_by page_token",
                    "POST runs/log-metric run_id key value timestamp step",
                    "POST runs/log-parameter run_id key value",
                    "POST runs/set-tag run_id key value",
                    "POST runs/delete-tag run_id key",
                    "POST runs/log-batch run_id metrics[] params[] tags[]",
                    "POST runs/log-inputs run_id datasets[]",
                    "POST runs/outputs run_id",
                    "GET metrics/get-history run_id metric_key max_results page_token",
                    "GET metrics/get-history-bulk-interval run_ids metric_key start_step end_step max_results",
                    "GET artifacts/list run_id path page_token",
                    "POST logged-models experiment_id name model_type source_run_id params[] tags[]",
                    "GET logged-models/{}",
                    "PATCH logged-models/{} status",
                    "PATCH logged-models/{}/tags tags[]",
                    "POST logged-models/{}/params params[]");

    private static final Set<String> INTEGERS =
            Set.of(
                    "max_results",
                    "start_time",
                    "end_time",
                    "timestamp",
                    "step",
                    "start_step",
                    "end_step");

    private static final List<String> TEXTS =
            List.of(
                    "metrics.loss < 1",
                    "params.`lr` = '0.1' AND attributes.status = 'FINISHED'",
                    "tags.\"mlflow.runName\" LIKE '%a%'",
                    "tags.x ILIKE '((((a+)+)+)+)$%%%%%%%%%%%%%%%%%_'",
                    "attributes.run_id IN ('a','b'",
                    "metrics.loss >",
                    "metrics.`a DESC",
                    "start_time DESC",
                    "((((",
                    "name = '" + "%_".repeat(200) + "'",
                    "FINISHED",
                    "RUNNING",
                    "ACTIVE_ONLY",
                    "ALL",
                    "1000000",
                    "../../x");

    private final RequestBodies bodies;
    private final Random random;
    private final WordPool words;

    @SuppressWarnings("ArrayRecordComponent")
    record MlflowRequest(String method, String path, String target, byte[] body) {}

    MlflowRequestGenerator(RequestBodies bodies, Random random, WordPool words) {
        this.bodies = bodies;
        this.random = random;
        this.words = words;
    }

    MlflowRequest next() {
        String[] route = HostileInputs.one(ROUTES, random).split(" ", -1);
        String path = PREFIX + route[1];
        String target =
                path.replace(
                        "{}",
                        random.nextBoolean()
                                ? HostileInputs.one(HostileInputs.IN_PATHS, random)
                                : RequestGenerator.encoded(words.of("model_id")));
        if (route[0].equals("GET")) {
            return new MlflowRequest(route[0], path, target + query(route), new byte[0]);
        }
        ObjectNode body = JSON.objectNode();
        for (int i = 2; i < route.length; i++) {
            if (random.nextInt(6) > 0) {
                String name = route[i].replace("[]", "");
                body.set(name, route[i].endsWith("[]") ? pairs() : value(name));
            }
        }
        JsonNode any = JSON.objectNode();
        return new MlflowRequest(
                route[0],
                path,
                target,
                random.nextInt(3) == 0
                        ? body.toString().getBytes(StandardCharsets.UTF_8)
                        : bodies.of(any, body));
    }

    private String query(String[] route) {
        StringBuilder query = new StringBuilder();
        for (int i = 2; i < route.length; i++) {
            query.append(i == 2 ? '?' : '&')
                    .append(route[i])
                    .append('=')
                    .append(
                            random.nextInt(4) == 0
                                    ? HostileInputs.one(HostileInputs.IN_QUERIES, random)
                                    : RequestGenerator.encoded(text(route[i])));
        }
        return query.toString();
    }

    private JsonNode value(String name) {
        JsonNode text = JSON.stringNode(text(name));
        if (name.endsWith("_ids") || name.equals("order_by")) {
            return JSON.arrayNode().add(text);
        }
        boolean number = INTEGERS.contains(name) || name.equals("value");
        return number && random.nextBoolean() ? JSON.numberNode(random.nextInt(100)) : text;
    }

    private String text(String name) {
        if (INTEGERS.contains(name) && random.nextBoolean()) {
            return Integer.toString(random.nextInt(100));
        }
        // The names under which answers contain these values.
        String one =
                switch (name) {
                    case "run_ids", "source_run_id" -> "run_id";
                    case "experiment_ids" -> "experiment_id";
                    case "experiment_name", "new_name" -> "name";
                    case "metric_key" -> "key";
                    default -> name;
                };
        return random.nextInt(6) == 0 ? HostileInputs.one(TEXTS, random) : words.of(one);
    }

    private ArrayNode pairs() {
        ArrayNode pairs = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            ObjectNode pair = pairs.addObject();
            pair.put("key", text("key"));
            if (random.nextBoolean()) {
                pair.put("value", random.nextGaussian());
            } else {
                pair.put("value", text("value"));
            }
            pair.put("timestamp", random.nextLong());
            pair.put("step", random.nextInt(100));
        }
        return pairs;
    }
}
