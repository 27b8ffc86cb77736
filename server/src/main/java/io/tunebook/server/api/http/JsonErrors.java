package io.tunebook.server.api.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// The errors of bodies in words, with the path of the field, without names of the program's types
/// and settings.
final class JsonErrors {
    private static final Pattern PACKAGE =
            Pattern.compile("\\b(?:[a-z]\\w*+[.])++(?:[A-Z]\\w*+[$])?(?=[A-Z])");

    /// What Jackson recommends to its programmers.
    private static final Pattern ADVICE =
            Pattern.compile(", from `[^`]*+`|: (?:enable|not allowed as per) `.*+");

    private static final Pattern KNOWN = Pattern.compile("known type ids = \\[([^]]*+)]");
    private static final Pattern KIND_FIELD = Pattern.compile("missing type id property '(\\w++)'");

    /// How Jackson's message begins when a required component is absent.
    private static final String MISSING = "Missing required creator property";

    private static final String DUPLICATE = "Duplicate Object property ";
    private static final String TRAILING = "Trailing token ";
    private static final String WRONG_TYPE = "Cannot ";
    private static final String EMPTY = "No content to map";

    /// A quotation of the body can be as long as the body.
    private static final int MAX_QUOTED = 1_000;

    private JsonErrors() {}

    static String message(JacksonException e) {
        String original = String.valueOf(e.getOriginalMessage());
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                    "there is no field '%s' here".formatted(shown(unknown.getPropertyName()));
            case InvalidNullException _ -> "%s is null: send a value".formatted(place(e));
            case InvalidTypeIdException kind -> kind(kind, original);
            case MismatchedInputException _ when original.startsWith(MISSING) ->
                    "%s is missing".formatted(place(e));
            case MismatchedInputException _ when original.startsWith(TRAILING) ->
                    "it continues after its end: send one value";
            case MismatchedInputException _ when original.startsWith(EMPTY) ->
                    "it is empty: send an object";
            case StreamReadException _ when original.startsWith(DUPLICATE) ->
                    "'%s' occurs twice: send it once"
                            .formatted(
                                    shown(
                                            original.substring(DUPLICATE.length())
                                                    .replace("\"", "")));
            case MismatchedInputException mismatch when expected(mismatch, original) != null ->
                    "%s must be %s%s"
                            .formatted(place(e), expected(mismatch, original), not(mismatch));
            default -> plain(original);
        };
    }

    /// The text that is no value of an enumeration.
    private static String not(MismatchedInputException e) {
        return e instanceof InvalidFormatException format
                        && e.getTargetType().isEnum()
                        && format.getValue() instanceof String value
                ? ", not '%s'".formatted(shown(value))
                : "";
    }

    private static String plain(String original) {
        return ADVICE.matcher(PACKAGE.matcher(shown(original)).replaceAll("")).replaceAll("");
    }

    /// A value whose kind is a field of it, as that of a domain.
    private static String kind(InvalidTypeIdException e, String original) {
        Matcher known = KNOWN.matcher(original);
        if (e.getTypeId() != null && known.find()) {
            return "%s is of the unknown kind '%s': it must be one of %s"
                    .formatted(place(e), shown(e.getTypeId()), known.group(1));
        }
        Matcher field = KIND_FIELD.matcher(original);
        return field.find()
                ? "%s must be an object with the field '%s'".formatted(place(e), field.group(1))
                : "%s must be an object of a known kind".formatted(place(e));
    }

    /// What is expected, in words; null when the message is better.
    private static @Nullable String expected(MismatchedInputException e, String original) {
        Class<?> type = e.getTargetType();
        if (type == null) {
            return null;
        }
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
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        return original.startsWith(WRONG_TYPE) ? expected(type) : null;
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(c -> ((Enum<?>) c).name())
                            .collect(Collectors.joining(", "));
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    static String shown(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
    }

    /// The quoted path in the body, such as `space[0]`.
    private static String place(JacksonException e) {
        String place = path(e);
        return place.isEmpty() ? "the body" : "'" + place + "'";
    }

    /// The path in the body; empty for the body itself.
    static String path(JacksonException e) {
        String place = "";
        for (JacksonException.Reference r : e.getPath()) {
            String name = r.getPropertyName();
            place += name == null ? "[" + r.getIndex() + "]" : place.isEmpty() ? name : "." + name;
        }
        return place;
    }
}
