package io.tunebook.server.api.mlflow;

import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.model.DecimalText;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The types of MLflow's fields, as protobuf's JSON defines them, and MLflow's messages about
/// values of another type.
final class FieldTypes {
    private static final String MORE =
            " See the API docs for more information about request parameters.";
    private static final int MAX_SHOWN = 1_000;
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,19}");

    private FieldTypes() {}

    /// An integer of 64 bits: a number without a fraction, such as `3`, `3.0` or `1.7e12`, or the
    /// text of an integer.
    static long whole(String name, JsonNode node) {
        try {
            if (node.isNumber()) {
                return node.isIntegralNumber()
                        ? node.bigIntegerValue().longValueExact()
                        : exact(node.doubleValue());
            }
            if (node.isString() && INTEGER.matcher(node.stringValue().strip()).matches()) {
                return Long.parseLong(node.stringValue().strip());
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid(name, node);
        }
        throw invalid(name, node);
    }

    private static long exact(double number) {
        return new BigDecimal(number).longValueExact();
    }

    /// A number, or the text of one: `NaN`, `Infinity` and `-Infinity` have no other form in JSON.
    static double real(String name, JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (!node.isString()) {
            throw invalid(name, node);
        }
        String text = node.stringValue().strip();
        try {
            return switch (text) {
                case "NaN", "nan" -> Double.NaN;
                case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
                case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
                default -> {
                    if (!DecimalText.isNumber(text)) {
                        throw invalid(name, node);
                    }
                    yield Double.parseDouble(text);
                }
            };
        } catch (NumberFormatException e) {
            throw invalid(name, node);
        }
    }

    static MlflowError missing(String name) {
        return MlflowError.invalid(
                "Missing value for required parameter '%s'.".formatted(name) + MORE);
    }

    static MlflowError invalid(String name, JsonNode node) {
        String value = node.toString();
        return MlflowError.invalid(
                "Invalid value %s for parameter '%s' supplied:  Hint: Value was of type '%s'."
                                .formatted(
                                        value.length() <= MAX_SHOWN
                                                ? value
                                                : value.substring(0, MAX_SHOWN) + "…",
                                        name,
                                        type(node))
                        + MORE);
    }

    /// The name of the type in Python, as in MLflow's messages.
    private static String type(JsonNode node) {
        if (node.isString()) {
            return "str";
        }
        if (node.isBoolean()) {
            return "bool";
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() ? "int" : "float";
        }
        return node.isArray() ? "list" : "dict";
    }
}
