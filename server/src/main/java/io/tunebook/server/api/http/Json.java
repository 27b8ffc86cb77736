package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.events.Rejection;
import io.tunebook.events.wire.UnpairedSurrogates;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// JSON of the API: non-finite numbers as strings, times in ISO 8601, unknown fields refused.
public final class Json {
    private static final CoercionAction REFUSED = CoercionAction.Fail;

    private static final JsonMapper MAPPER = builder().build();

    /// Reads bodies of requests: nothing is converted, truncated or overwritten silently.
    private static final JsonMapper STRICT =
            builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text ->
                                    text.setCoercion(CoercionInputShape.Integer, REFUSED)
                                            .setCoercion(CoercionInputShape.Float, REFUSED)
                                            .setCoercion(CoercionInputShape.Boolean, REFUSED))
                    .withCoercionConfigDefaults(
                            all -> all.setCoercion(CoercionInputShape.EmptyString, REFUSED))
                    .addModule(StrictNumbers.module())
                    .build();

    private static JsonMapper.Builder builder() {
        return JsonMapper.builder(
                        JsonFactory.builder()
                                .streamReadConstraints(
                                        StreamReadConstraints.builder()
                                                .maxNestingDepth(100)
                                                .build())
                                .build())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .annotationIntrospector(new RequiredComponents());
    }

    private Json() {}

    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// Reads an answer of a server.
    ///
    /// @throws tools.jackson.core.JacksonException when it is not a `type`
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static void answer(Context ctx, Object value) {
        ctx.contentType("application/json").result(bytes(value));
    }

    /// @throws Problem with 400 when the body is invalid
    static <T> T body(Context ctx, Class<T> type) {
        try {
            byte[] json = ctx.bodyAsBytes();
            String field = UnpairedSurrogates.in(json);
            if (field != null) {
                throw new Problem.InvalidField(
                        "%s contains an unpaired surrogate, which is not a character: remove it"
                                .formatted(
                                        field.isEmpty()
                                                ? "the body"
                                                : "'" + JsonErrors.shown(field) + "'"),
                        JsonErrors.shown(field));
            }
            T body = STRICT.readValue(json, type);
            if (body == null) {
                throw Problem.malformed("the body is null: send an object");
            }
            return body;
        } catch (Rejection e) {
            throw Problem.malformed(String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof Rejection) {
                    throw new Problem.InvalidField(
                            String.valueOf(t.getMessage()), JsonErrors.path(e));
                }
            }
            throw Problem.malformed("the body is not valid here: " + JsonErrors.message(e));
        }
    }

    static Object tree(byte[] json) {
        return MAPPER.readTree(json);
    }
}
