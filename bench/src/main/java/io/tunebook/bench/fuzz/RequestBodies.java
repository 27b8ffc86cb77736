package io.tunebook.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Bodies generated from schemas: valid ones, valid ones with a part replaced, and random bytes.
final class RequestBodies {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String HERE = "\u0001HERE\u0001";
    private static final int DEEPEST = 6;

    private final JsonNode document;
    private final Random random;
    private final WordPool words;

    RequestBodies(JsonNode document, Random random, WordPool words) {
        this.document = document;
        this.random = random;
        this.words = words;
    }

    /// A body for a schema, valid or damaged.
    byte[] of(JsonNode schema, JsonNode example) {
        JsonNode body = random.nextInt(3) == 0 ? example.deepCopy() : value(schema, 0);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> body.toString().getBytes(StandardCharsets.UTF_8);
            case 3 -> spoilt(body.toString().getBytes(StandardCharsets.UTF_8));
            case 4 ->
                    HostileInputs.one(HostileInputs.JSON, random).getBytes(StandardCharsets.UTF_8);
            default -> replaced(body);
        };
    }

    /// The body with one value, anywhere in it, replaced by a hostile one, omitted, or duplicated.
    private byte[] replaced(JsonNode body) {
        List<Runnable> places = new ArrayList<>();
        collect(body, places);
        if (places.isEmpty()) {
            return HostileInputs.one(HostileInputs.JSON, random).getBytes(StandardCharsets.UTF_8);
        }
        HostileInputs.one(places, random).run();
        String odd = HostileInputs.one(HostileInputs.JSON, random);
        String text = body.toString().replace(MAPPER.writeValueAsString(HERE), odd);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void collect(JsonNode node, List<Runnable> places) {
        if (node instanceof ObjectNode object) {
            object.propertyNames()
                    .forEach(name -> {
                        places.add(() -> object.put(name, HERE));
                        places.add(() -> object.put(name, HERE));
                        places.add(() -> object.remove(name));
                        places.add(() -> object.put(name + "x", HERE));
                    });
            object.values().forEach(value -> collect(value, places));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                places.add(() -> array.set(at, JSON.stringNode(HERE)));
            }
            array.values().forEach(value -> collect(value, places));
        }
    }

    private byte[] spoilt(byte[] json) {
        if (json.length == 0) {
            return json;
        }
        byte[] spoilt = Arrays.copyOf(json, json.length);
        switch (random.nextInt(4)) {
            case 0 -> spoilt = Arrays.copyOf(json, random.nextInt(json.length));
            case 1 -> {
                for (int i = 0; i < 3; i++) {
                    spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
                }
            }
            case 2 ->
                    spoilt =
                            new String(json, StandardCharsets.UTF_8)
                                    .getBytes(StandardCharsets.UTF_16);
            default -> random.nextBytes(spoilt);
        }
        return spoilt;
    }

    /// A value that is valid for the schema.
    JsonNode value(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return value(document.at(schema.path("$ref").asString().substring(1)), depth);
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                JsonNode all = schema.path(choice);
                return value(all.path(random.nextInt(all.size())), depth + 1);
            }
        }
        if (schema.has("const")) {
            return schema.path("const").deepCopy();
        }
        if (schema.has("enum")) {
            JsonNode all = schema.path("enum");
            return all.path(random.nextInt(all.size()));
        }
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type = type.path(random.nextInt(4) == 0 ? 1 : 0);
        }
        return switch (type.asString("any")) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> JSON.numberNode(whole());
            case "number" -> JSON.numberNode(random.nextGaussian() * 10);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "null" -> JSON.nullNode();
            default -> JSON.stringNode(words.one());
        };
    }

    private long whole() {
        return switch (random.nextInt(8)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> -1;
            case 2 -> Long.MAX_VALUE;
            default -> random.nextInt(20);
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        schema.path("properties")
                .propertyStream()
                .filter(p -> required.contains(p.getKey()) || random.nextBoolean())
                .forEach(p -> object.set(p.getKey(), value(p.getValue(), depth + 1)));
        JsonNode any = schema.path("additionalProperties");
        if (any.isObject() && depth < DEEPEST) {
            for (int i = random.nextInt(3); i > 0; i--) {
                object.set(words.one(), value(any, depth + 1));
            }
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = JSON.arrayNode();
        for (int i = depth < DEEPEST ? random.nextInt(4) : 0; i > 0; i--) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }
}
