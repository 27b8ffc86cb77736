package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.events.Rejection;
import io.tunebook.events.wire.UnpairedSurrogates;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
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

    private static final Pattern PACKAGE =
            Pattern.compile("\\b(?:[a-z]\\w*+[.])++(?:[A-Z]\\w*+[$])?(?=[A-Z])");

    /// How Jackson's message begins when a required component is absent.
    private static final String MISSING = "Missing required creator property";

    private static final String DUPLICATE = "Duplicate Object property ";

    /// A quotation of the body can be as long as the body.
    private static final int MAX_QUOTED = 1_000;

    private Json() {}

    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
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
                                .formatted(field.isEmpty() ? "the body" : "'" + shown(field) + "'"),
                        shown(field));
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
                    throw new Problem.InvalidField(String.valueOf(t.getMessage()), path(e));
                }
            }
            throw Problem.malformed("the body is not valid here: " + message(e));
        }
    }

    /// Jackson's message without Tunebook's package names.
    private static String message(JacksonException e) {
        String original = String.valueOf(e.getOriginalMessage());
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                    "there is no field '%s' here".formatted(shown(unknown.getPropertyName()));
            case InvalidNullException _ -> "%s is null: send a value".formatted(place(e));
            case MismatchedInputException _ when original.startsWith(MISSING) ->
                    "%s is missing".formatted(place(e));
            case StreamReadException _ when original.startsWith(DUPLICATE) ->
                    "'%s' occurs twice: send it once"
                            .formatted(
                                    shown(
                                            original.substring(DUPLICATE.length())
                                                    .replace("\"", "")));
            case MismatchedInputException mismatch when expected(mismatch) != null ->
                    "%s must be %s".formatted(place(e), expected(mismatch));
            default -> PACKAGE.matcher(shown(original)).replaceAll("");
        };
    }

    /// The scalar that is expected, in words; null when it is none.
    private static @Nullable String expected(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == String.class) {
            return "a text";
        }
        if (type == Integer.class
                || type == int.class
                || type == Long.class
                || type == long.class) {
            return "an integer";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        return type == Boolean.class || type == boolean.class ? "true or false" : null;
    }

    private static String shown(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
    }

    /// The quoted path in the body, such as `space[0]`.
    private static String place(JacksonException e) {
        String place = path(e);
        return place.isEmpty() ? "the body" : "'" + place + "'";
    }

    /// The path in the body; empty for the body itself.
    private static String path(JacksonException e) {
        String place = "";
        for (JacksonException.Reference r : e.getPath()) {
            String name = r.getPropertyName();
            place += name == null ? "[" + r.getIndex() + "]" : place.isEmpty() ? name : "." + name;
        }
        return place;
    }

    static Object tree(byte[] json) {
        return MAPPER.readTree(json);
    }
}
