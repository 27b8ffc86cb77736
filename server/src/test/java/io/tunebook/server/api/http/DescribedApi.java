package io.tunebook.server.api.http;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API's document as a validator of requests and answers.
final class DescribedApi {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String AT = "https://tunebook.test/openapi.json";

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    DescribedApi(String json) {
        document = MAPPER.readTree(json);
        registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(Map.of(AT, json)));
    }

    /// @param id `operationId`
    /// @param pointer to its place in the document
    record Operation(String id, String method, String path, String pointer, JsonNode node) {}

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .propertyStream()
                .forEach(path ->
                        path.getValue()
                                .propertyStream()
                                .forEach(method ->
                                        all.add(
                                                new Operation(
                                                        method.getValue()
                                                                .path("operationId")
                                                                .asString(),
                                                        method.getKey()
                                                                .toUpperCase(java.util.Locale.ROOT),
                                                        path.getKey(),
                                                        "/paths/"
                                                                + path.getKey()
                                                                        .replace("~", "~0")
                                                                        .replace("/", "~1")
                                                                + "/"
                                                                + method.getKey(),
                                                        method.getValue()))));
        return all;
    }

    Operation operation(String id) {
        return operations().stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
    }

    /// The errors of a value against the schema at a pointer; empty when it is valid.
    List<String> errors(String pointer, JsonNode value) {
        Schema schema =
                schemas.computeIfAbsent(
                        pointer,
                        p ->
                                registry.getSchema(
                                        SchemaLocation.of(
                                                AT
                                                        + "#"
                                                        + p.replace("{", "%7B")
                                                                .replace("}", "%7D"))));
        return schema.validate(value.toString(), InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
