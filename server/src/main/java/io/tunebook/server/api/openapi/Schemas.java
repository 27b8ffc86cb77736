package io.tunebook.server.api.openapi;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON schemas (2020-12, as in OpenAPI 3.1) of records, as Jackson reads and writes them.
///
/// A nullable field can be missing or null; a number with a fraction can be one of the strings
/// `NaN`, `Infinity` and `-Infinity`, because curves contain them.
final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper NAMES = JsonMapper.shared();
    private static final String NUMBER = "Number";

    private final Map<Class<?>, String> names = new HashMap<>();
    private final Map<String, ObjectNode> components = new TreeMap<>();

    /// The schemas that are referred to, by name.
    ObjectNode components() {
        ObjectNode all = JSON.objectNode();
        components.forEach(all::set);
        return all;
    }

    /// Sets another name for a class, before anything refers to it.
    void name(Class<?> type, String name) {
        names.put(type, name);
        components.put(name, described(type));
    }

    /// The schema of a class, or a reference to it.
    ///
    /// @throws IllegalArgumentException when the JSON of the class is unknown
    ObjectNode of(Class<?> type) {
        if (type == String.class) {
            return typed("string", null);
        } else if (type == boolean.class || type == Boolean.class) {
            return typed("boolean", null);
        } else if (type == int.class || type == Integer.class) {
            return typed("integer", "int32");
        } else if (type == long.class || type == Long.class) {
            return typed("integer", "int64");
        } else if (type == double.class
                || type == Double.class
                || type == float.class
                || type == Float.class) {
            return number();
        } else if (type == Instant.class) {
            return typed("string", "date-time");
        } else if (type == UUID.class) {
            return typed("string", "uuid");
        } else if (type == Object.class) {
            return JSON.objectNode();
        } else if (type.isArray()) {
            return list(of(type.getComponentType()));
        } else if (type.isEnum() || type.isRecord() || type.isSealed()) {
            return component(type);
        }
        throw new IllegalArgumentException("the JSON of %s has no schema: add one".formatted(type));
    }

    private ObjectNode of(AnnotatedType type) {
        ObjectNode schema = nonNull(type);
        return type.isAnnotationPresent(Nullable.class) ? orNull(schema) : schema;
    }

    private ObjectNode nonNull(AnnotatedType type) {
        return switch (type) {
            case AnnotatedParameterizedType p -> generic(p);
            case AnnotatedArrayType a -> list(of(a.getAnnotatedGenericComponentType()));
            default -> type.getType() instanceof Class<?> c ? of(c) : JSON.objectNode();
        };
    }

    private ObjectNode generic(AnnotatedParameterizedType type) {
        Class<?> raw =
                (Class<?>) ((java.lang.reflect.ParameterizedType) type.getType()).getRawType();
        AnnotatedType[] arguments = type.getAnnotatedActualTypeArguments();
        if (Collection.class.isAssignableFrom(raw)) {
            return list(of(arguments[0]));
        }
        if (Map.class.isAssignableFrom(raw)) {
            ObjectNode map = typed("object", null);
            map.set("additionalProperties", of(arguments[1]));
            return map;
        }
        return of(raw);
    }

    private ObjectNode component(Class<?> type) {
        String name = names.get(type);
        if (name == null) {
            name = free(type);
            names.put(type, name);
            // Named before it is described: a type can contain itself.
            components.put(name, JSON.objectNode());
            components.put(name, described(type));
        }
        return reference(name);
    }

    /// The class's simple name, prefixed with the enclosing class's where another class has it.
    private String free(Class<?> type) {
        String name = type.getSimpleName();
        if (!components.containsKey(name)) {
            return name;
        }
        Class<?> outer = type.getEnclosingClass();
        String around =
                outer == null
                        ? type.getPackageName()
                                .substring(type.getPackageName().lastIndexOf('.') + 1)
                        : outer.getSimpleName();
        String longer =
                around.substring(0, 1).toUpperCase(Locale.ROOT) + around.substring(1) + name;
        if (components.containsKey(longer)) {
            throw new IllegalArgumentException("two classes have the schema name " + longer);
        }
        return longer;
    }

    private ObjectNode described(Class<?> type) {
        if (type.isEnum()) {
            ObjectNode schema = typed("string", null);
            ArrayNode all = schema.putArray("enum");
            Stream.of(type.getEnumConstants())
                    .forEach(e -> all.add(NAMES.<JsonNode>valueToTree(e)));
            return schema;
        }
        return type.isRecord() ? record(type) : choice(type);
    }

    private ObjectNode record(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        if (parts.length == 1 && has(parts[0], JsonValue.class)) {
            return of(parts[0].getAnnotatedType());
        }
        ObjectNode schema = typed("object", null);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (RecordComponent part : parts) {
            if (has(part, JsonIgnore.class)) {
                continue;
            }
            properties.set(part.getName(), of(part.getAnnotatedType()));
            if (!part.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    && !has(part, JsonInclude.class)) {
                required.add(part.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    /// One of the permitted classes, distinguished by a property if Jackson writes one.
    private ObjectNode choice(Class<?> type) {
        ObjectNode schema = JSON.objectNode();
        JsonTypeInfo by = type.getAnnotation(JsonTypeInfo.class);
        JsonSubTypes named = type.getAnnotation(JsonSubTypes.class);
        if (by == null || named == null) {
            ArrayNode any = schema.putArray("anyOf");
            Arrays.stream(type.getPermittedSubclasses()).forEach(c -> any.add(of(c)));
            return schema;
        }
        ArrayNode one = schema.putArray("oneOf");
        for (JsonSubTypes.Type each : named.value()) {
            ObjectNode record = record(each.value());
            ((ObjectNode) Objects.requireNonNull(record.get("properties")))
                    .putObject(by.property())
                    .put("const", each.name());
            record.withArray("/required").add(by.property());
            one.add(record);
        }
        return schema;
    }

    private static boolean has(
            RecordComponent part, Class<? extends java.lang.annotation.Annotation> annotation) {
        return part.getAccessor().isAnnotationPresent(annotation);
    }

    private ObjectNode number() {
        if (!components.containsKey(NUMBER)) {
            ObjectNode schema = JSON.objectNode();
            ArrayNode any = schema.putArray("anyOf");
            any.add(typed("number", "double"));
            any.addObject().putArray("enum").add("NaN").add("Infinity").add("-Infinity");
            components.put(NUMBER, schema);
        }
        return reference(NUMBER);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.has("type")) {
            String type = Objects.requireNonNull(schema.get("type")).stringValue();
            schema.putArray("type").add(type).add("null");
            return schema;
        }
        if (schema.isEmpty()) {
            return schema;
        }
        ObjectNode either = JSON.objectNode();
        either.putArray("anyOf").add(schema).add(typed("null", null));
        return either;
    }

    private static ObjectNode list(ObjectNode items) {
        ObjectNode schema = typed("array", null);
        schema.set("items", items);
        return schema;
    }

    private static ObjectNode reference(String name) {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private static ObjectNode typed(String type, @Nullable String format) {
        ObjectNode schema = JSON.objectNode().put("type", type);
        return format == null ? schema : schema.put("format", format);
    }
}
