package io.tunebook.server.api.mlflow;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.tunebook.events.wire.UnpairedSurrogates;
import io.tunebook.server.exchange.mlflow.MlflowError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a request, from the query of a GET or the JSON body of another, with the types
/// that MLflow's protocol gives them ([FieldTypes]). Unknown fields are ignored, as MLflow does.
///
/// @param place the path of this object in the request, such as `metrics[0].`; empty for the
///   request
/// @param query whether they are those of a query, in which a list of one is written as its item
record RequestFields(ObjectNode fields, String place, boolean query) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
    private static final int MAX_BYTES = 1_000_000;

    RequestFields(ObjectNode fields) {
        this(fields, "", false);
    }

    static RequestFields of(Context ctx) {
        if (ctx.method().equals(HandlerType.GET)) {
            return ofQuery(ctx);
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
            JsonNode node = JSON.readTree(body);
            check(body);
            // Old clients encode the object twice.
            if (node.isString()) {
                String inner = node.stringValue();
                check(inner.getBytes(StandardCharsets.UTF_8));
                node = JSON.readTree(inner);
            }
            if (node instanceof ObjectNode fields) {
                return new RequestFields(fields);
            }
        } catch (JacksonException e) {
            throw MlflowError.invalid("The request is not JSON: " + e.getOriginalMessage());
        }
        throw MlflowError.invalid("The request is not a JSON object");
    }

    private static void check(byte[] json) {
        String field = UnpairedSurrogates.in(json);
        if (field != null) {
            throw MlflowError.invalid(
                    "'%s' contains an unpaired surrogate, which is not a character: remove it"
                            .formatted(field));
        }
    }

    static RequestFields ofQuery(Context ctx) {
        ObjectNode fields = JSON.createObjectNode();
        ctx.queryParamMap()
                .forEach((name, values) -> {
                    if (values.size() == 1) {
                        fields.put(name, values.getFirst());
                    } else {
                        var all = fields.putArray(name);
                        values.forEach(all::add);
                    }
                });
        return new RequestFields(fields, "", true);
    }

    /// The field, null when it is missing or null.
    @Nullable JsonNode field(String name) {
        JsonNode node = fields.get(name);
        return node == null || node.isNull() || node.isMissingNode() ? null : node;
    }

    @Nullable String text(String name) {
        JsonNode node = field(name);
        if (node == null) {
            return null;
        }
        if (!node.isString()) {
            throw FieldTypes.invalid(place + name, node);
        }
        return node.stringValue();
    }

    String text(String name, String otherwise) {
        String text = text(name);
        return text == null ? otherwise : text;
    }

    /// @throws MlflowError when it is missing or empty
    String required(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            throw FieldTypes.missing(place + name);
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
            throw FieldTypes.missing("run_id");
        }
        return id;
    }

    /// The name of an enum's constant, or its number as text.
    String name(String name, String otherwise) {
        JsonNode node = field(name);
        return node != null && node.isIntegralNumber() ? node.toString() : text(name, otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode node = field(name);
        if (node == null) {
            return otherwise;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return Boolean.parseBoolean(text(name, ""));
    }

    /// An integer; null when it is missing or an empty text.
    @Nullable Long whole(String name) {
        JsonNode node = field(name);
        return node == null || (node.isString() && node.stringValue().isEmpty())
                ? null
                : Long.valueOf(FieldTypes.whole(place + name, node));
    }

    long whole(String name, long otherwise) {
        Long number = whole(name);
        return number == null ? otherwise : number;
    }

    /// @throws MlflowError when it is missing
    long requiredWhole(String name) {
        Long number = whole(name);
        if (number == null) {
            throw FieldTypes.missing(place + name);
        }
        return number;
    }

    /// A number, or `NaN`, `Infinity` or `-Infinity`.
    double real(String name) {
        JsonNode node = field(name);
        if (node == null || (node.isString() && node.stringValue().isEmpty())) {
            throw FieldTypes.missing(place + name);
        }
        return FieldTypes.real(place + name, node);
    }

    /// The objects of a list; empty when it is missing.
    List<RequestFields> list(String name) {
        List<RequestFields> all = new ArrayList<>();
        JsonNode node = field(name);
        if (node == null) {
            return all;
        }
        if (!node.isArray()) {
            throw FieldTypes.invalid(place + name, node);
        }
        for (JsonNode each : node.values()) {
            if (!(each instanceof ObjectNode object)) {
                throw FieldTypes.invalid(place + name, node);
            }
            all.add(
                    new RequestFields(
                            object, "%s%s[%d].".formatted(place, name, all.size()), false));
        }
        return all;
    }

    /// An object in this one; empty when it is missing.
    RequestFields object(String name) {
        JsonNode node = field(name);
        if (node == null) {
            return new RequestFields(JSON.createObjectNode(), place + name + ".", false);
        }
        if (!(node instanceof ObjectNode object)) {
            throw FieldTypes.invalid(place + name, node);
        }
        return new RequestFields(object, place + name + ".", false);
    }

    /// The strings of a list, or of a field that occurs once in a query; empty when it is missing.
    List<String> texts(String name) {
        JsonNode node = field(name);
        if (node == null) {
            return List.of();
        }
        if (query && node.isString()) {
            return List.of(node.stringValue());
        }
        if (!node.isArray()) {
            throw FieldTypes.invalid(place + name, node);
        }
        List<String> all = new ArrayList<>();
        for (JsonNode each : node.values()) {
            if (!each.isString()) {
                throw FieldTypes.invalid(place + name, node);
            }
            all.add(each.stringValue());
        }
        return all;
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
