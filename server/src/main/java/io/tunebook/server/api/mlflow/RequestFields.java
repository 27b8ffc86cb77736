package io.tunebook.server.api.mlflow;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.tunebook.server.exchange.mlflow.MlflowError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a request, from the query of a GET or the JSON body of another. Integers can be
/// numbers or strings; unknown fields are ignored, as MLflow does.
record RequestFields(ObjectNode fields) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final int MAX_BYTES = 1_000_000;

    static RequestFields of(Context ctx) {
        if (ctx.method().equals(HandlerType.GET)) {
            ObjectNode fields = JSON.createObjectNode();
            ctx.queryParamMap()
                    .forEach((name, values) -> {
                        if (values.size() == 1) {
                            fields.put(name, values.getFirst());
                        } else {
                            values.forEach(fields.withArray("/" + name)::add);
                        }
                    });
            return new RequestFields(fields);
        }
        byte[] body = ctx.bodyAsBytes();
        if (body.length > MAX_BYTES) {
            throw MlflowError.invalid(
                    "Batched logging API requests must be at most %d bytes, got a request of size %d."
                            .formatted(MAX_BYTES, body.length));
        }
        try {
            if (body.length == 0) {
                return new RequestFields(JSON.createObjectNode());
            }
            if (JSON.readTree(body) instanceof ObjectNode fields) {
                return new RequestFields(fields);
            }
        } catch (JacksonException e) {
            throw MlflowError.invalid("The request is not JSON: " + e.getOriginalMessage());
        }
        throw MlflowError.invalid("The request is not a JSON object");
    }

    @Nullable String text(String name) {
        JsonNode node = fields.get(name);
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isObject() || node.isArray()) {
            throw MlflowError.invalid(
                    "Invalid value for parameter '%s': a string is expected".formatted(name));
        }
        return node.isString() ? node.stringValue() : node.toString();
    }

    String text(String name, String otherwise) {
        String text = text(name);
        return text == null ? otherwise : text;
    }

    /// @throws MlflowError when it is missing or empty
    String required(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            throw missing(name);
        }
        return text;
    }

    /// The run of the request, by either of its two names.
    String run() {
        String id = text("run_id", "");
        if (id.isEmpty()) {
            id = text("run_uuid", "");
        }
        if (id.isEmpty()) {
            throw missing("run_id");
        }
        return id;
    }

    private static MlflowError missing(String name) {
        return MlflowError.invalid(
                "Missing value for required parameter '%s'. See the API docs for more information about request parameters."
                        .formatted(name));
    }

    @Nullable Long whole(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw MlflowError.invalid(
                    "Invalid value '%s' for parameter '%s' supplied: an integer is expected"
                            .formatted(text, name));
        }
    }

    long whole(String name, long otherwise) {
        Long number = whole(name);
        return number == null ? otherwise : number;
    }

    /// A number, or `NaN`, `Infinity` or `-Infinity`.
    double real(String name) {
        JsonNode node = fields.get(name);
        if (node != null && node.isNumber()) {
            return node.doubleValue();
        }
        String text = required(name);
        try {
            return switch (text) {
                case "NaN", "nan" -> Double.NaN;
                case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
                case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw MlflowError.invalid(
                    "Invalid value '%s' for parameter '%s' supplied: a number is expected"
                            .formatted(text, name));
        }
    }

    /// The objects of a list; empty when it is missing.
    List<RequestFields> list(String name) {
        List<RequestFields> all = new ArrayList<>();
        for (JsonNode each : array(name)) {
            if (!(each instanceof ObjectNode object)) {
                throw MlflowError.invalid(
                        "Invalid value for parameter '%s': a list of objects is expected"
                                .formatted(name));
            }
            all.add(new RequestFields(object));
        }
        return all;
    }

    /// The strings of a list; empty when it is missing.
    List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        for (JsonNode each : array(name)) {
            all.add(each.isString() ? each.stringValue() : each.toString());
        }
        return all;
    }

    private Iterable<JsonNode> array(String name) {
        JsonNode node = fields.get(name);
        if (node == null || node.isNull()) {
            return List.of();
        }
        return node.isArray() ? node.values() : List.of(node);
    }

    /// A list of `{key, value}` as a map; the last value of a repeated key.
    Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (RequestFields each : list(name)) {
            pairs.put(each.required("key"), each.text("value", ""));
        }
        return pairs;
    }
}
