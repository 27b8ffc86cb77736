package io.tunebook.server.exchange.imports;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as Python writes it: bare `NaN` and `Infinity` are numbers.
final class OptunaJson {
    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(200)
                                                    .maxStringLength(64 << 20)
                                                    .build())
                                    .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .build();

    private OptunaJson() {}

    /// The text of an attribute: a text as it is, else JSON as Python writes it.
    static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : MAPPER.writeValueAsString(node);
    }

    /// Milliseconds since 1970 from ISO 8601, in UTC when it has no zone; null when there is no
    /// time.
    static @Nullable Long time(JsonNode node) {
        return node.isString() ? time(node.stringValue()) : null;
    }

    static @Nullable Long time(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String iso = text.strip().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).toInstant().toEpochMilli();
        } catch (DateTimeParseException zoned) {
            try {
                Instant at = LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
                return at.toEpochMilli();
            } catch (DateTimeParseException e) {
                e.addSuppressed(zoned);
                throw new UnreadableSourceException("'%s' is not a time".formatted(text), e);
            }
        }
    }
}
