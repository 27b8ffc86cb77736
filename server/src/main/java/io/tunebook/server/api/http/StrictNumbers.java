package io.tunebook.server.api.http;

import java.math.BigDecimal;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/// Integers of request bodies: `24`, `24.0` and `2.4e1` are the integer 24, as JSON Schema defines
/// it; a fraction is refused, not truncated.
final class StrictNumbers {
    private StrictNumbers() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("strict-numbers");
        module.addDeserializer(Long.class, new Longs(Long.class));
        module.addDeserializer(Long.TYPE, new Longs(Long.TYPE));
        module.addDeserializer(Integer.class, new Ints(Integer.class));
        module.addDeserializer(Integer.TYPE, new Ints(Integer.TYPE));
        return module;
    }

    private static final class Longs extends StdScalarDeserializer<Long> {
        Longs(Class<?> type) {
            super(type);
        }

        @Override
        public Long deserialize(JsonParser parser, DeserializationContext context) {
            return integer(parser, context, handledType(), Long.MIN_VALUE, Long.MAX_VALUE);
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return nullValue(this, context);
        }
    }

    private static final class Ints extends StdScalarDeserializer<Integer> {
        Ints(Class<?> type) {
            super(type);
        }

        @Override
        public Integer deserialize(JsonParser parser, DeserializationContext context) {
            return (int)
                    integer(parser, context, handledType(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return nullValue(this, context);
        }
    }

    /// Null, which a primitive component does not accept.
    @SuppressWarnings({"NullAway", "DataFlowIssue"})
    private static Object nullValue(
            StdScalarDeserializer<?> deserializer, DeserializationContext context) {
        if (deserializer.handledType().isPrimitive()) {
            return context.reportInputMismatch(deserializer, "null is not an integer");
        }
        return null;
    }

    private static long integer(
            JsonParser parser,
            DeserializationContext context,
            Class<?> type,
            long lowest,
            long highest) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                && parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
            Object other = context.handleUnexpectedToken(type, parser);
            throw new IllegalStateException("unexpected " + other);
        }
        try {
            // Exact, and quick also for 1e999999999.
            long number = new BigDecimal(parser.getString()).longValueExact();
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw context.weirdNumberException(0, type, "is not an integer in range");
        }
        throw context.weirdNumberException(0, type, "is not an integer in range");
    }
}
