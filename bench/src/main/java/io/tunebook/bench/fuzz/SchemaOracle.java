package io.tunebook.bench.fuzz;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares successful responses with the schemas of the API's own OpenAPI document.
public final class SchemaOracle {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String LOCATION = "https://tunebook.test/openapi.json";
    private static final int MAX_BYTES = 200_000;

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /// The JSON pointer of each operation in the document, by its id.
    private final Map<String, String> pointers = new TreeMap<>();

    /// @param json the OpenAPI document
    public SchemaOracle(String json) {
        document = MAPPER.readTree(json);
        registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(Map.of(LOCATION, json)));
        document.path("paths")
                .propertyStream()
                .forEach(path ->
                        path.getValue()
                                .propertyStream()
                                .forEach(method ->
                                        pointers.put(
                                                method.getValue().path("operationId").asString(),
                                                "/paths/%s/%s"
                                                        .formatted(
                                                                path.getKey()
                                                                        .replace("~", "~0")
                                                                        .replace("/", "~1"),
                                                                method.getKey()))));
    }

    /// The mismatch of a response with the document; null when there is none, or when the document
    /// does not describe it.
    public @Nullable String misfit(FuzzRequest request, RawResponse response) {
        String pointer = pointers.get(request.operation());
        if (pointer == null
                || response.status() != 200
                || response.body().length > MAX_BYTES
                || !response.headers().getOrDefault("content-type", "").equals("application/json")
                || !document.at(pointer).has("responses")
                || !pointer.endsWith("/" + request.method().toLowerCase(Locale.ROOT))
                || request.operation().equals("openapi")) {
            return null;
        }
        List<String> errors =
                errors(
                        pointer + "/responses/200/content/application~1json/schema",
                        MAPPER.readTree(response.body()));
        return errors.isEmpty() ? null : "does not match the document: " + errors;
    }

    private List<String> errors(String pointer, JsonNode value) {
        Schema schema =
                schemas.computeIfAbsent(
                        pointer,
                        p ->
                                registry.getSchema(
                                        SchemaLocation.of(
                                                LOCATION
                                                        + "#"
                                                        + p.replace("{", "%7B")
                                                                .replace("}", "%7D"))));
        return schema.validate(value.toString(), InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
