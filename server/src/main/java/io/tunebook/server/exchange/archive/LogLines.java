package io.tunebook.server.exchange.archive;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// An event as a line of JSON and back.
///
/// ```
/// {"tunebook":"log","format":1}
/// {"position":1,"stream":"project/digits","version":1,"id":"…","type":"project-created","typeVersion":1,
///  "actor":"ada","recordedAt":"2026-01-31T12:00:00.123456Z","hash":"…","payload":{…}}
/// {"events":1,"head":"…"}
/// ```
///
/// The payload is the exact bytes of the log when they are JSON on one line, and is read as the
/// exact bytes of the line, since the hash covers them; otherwise (curves) it is `payloadBase64`.
final class LogLines {
    static final String FIRST = "{\"tunebook\":\"log\",\"format\":1}";
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    // The largest payload in base64; the line is limited.
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(100 << 20)
                                                    .build())
                                    .build())
                    .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private LogLines() {}

    /// The last line.
    record Last(long events, byte[] head) {
        Head toHead() {
            return new Head(events, head);
        }
    }

    static byte[] write(RecordedEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(400 + event.payload().length * 2);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberProperty("position", event.position());
            json.writeStringProperty("stream", event.stream());
            json.writeNumberProperty("version", event.streamVersion());
            json.writeStringProperty("id", event.id().toString());
            json.writeStringProperty("type", event.type());
            json.writeNumberProperty("typeVersion", event.typeVersion());
            json.writeStringProperty("actor", event.actor());
            json.writeStringProperty("recordedAt", event.recordedAt().toString());
            json.writeStringProperty("hash", HexFormat.of().formatHex(event.hash()));
            String text = oneLineOfJson(event.payload());
            if (text != null) {
                json.writeName("payload");
                json.writeRawValue(text);
            } else {
                json.writeStringProperty(
                        "payloadBase64", Base64.getEncoder().encodeToString(event.payload()));
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    static byte[] last(Head head) {
        return "{\"events\":%d,\"head\":\"%s\"}"
                .formatted(head.position(), HexFormat.of().formatHex(head.hash()))
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Parses a line.
    ///
    /// @return a [RecordedEvent], or [Last]
    /// @throws InvalidExportException when it is neither
    static Object read(byte[] line) {
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidExportException("it is not a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                fields.take(json, line);
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new InvalidExportException("something follows the object");
            }
        } catch (JacksonException e) {
            throw new InvalidExportException("it is not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new InvalidExportException(String.valueOf(e.getMessage()));
        }
        return fields.done();
    }

    /// Null when the bytes are not JSON on one line.
    private static @org.jspecify.annotations.Nullable String oneLineOfJson(byte[] payload) {
        if (payload.length == 0 || payload[0] != '{') {
            return null;
        }
        for (byte b : payload) {
            if (b >= 0 && b < ' ') {
                return null;
            }
        }
        try (JsonParser json = JSON.createParser(payload)) {
            json.nextToken();
            json.skipChildren();
            if (json.nextToken() != null || payload[payload.length - 1] != '}') {
                return null;
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        } catch (JacksonException | CharacterCodingException e) {
            // The payload is not JSON and is written in base64.
            return null;
        }
    }

    /// The fields of a line that were read so far.
    private static final class Fields {
        private long position = -1;
        private String stream = "";
        private long version = -1;
        private UUID id = new UUID(0, 0);
        private String type = "";
        private int typeVersion = -1;
        private String actor = "";
        private Instant recordedAt = Instant.EPOCH;
        private byte[] hash = {};
        private byte @org.jspecify.annotations.Nullable [] payload;
        private long events = -1;

        void take(JsonParser json, byte[] line) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "position" -> position = json.getLongValue();
                case "stream" -> stream = json.getString();
                case "version" -> version = json.getLongValue();
                case "id" -> id = UUID.fromString(json.getString());
                case "type" -> type = json.getString();
                case "typeVersion" -> typeVersion = json.getIntValue();
                case "actor" -> actor = json.getString();
                case "recordedAt" -> recordedAt = Instant.parse(json.getString());
                case "hash", "head" -> hash = HexFormat.of().parseHex(json.getString());
                case "payloadBase64" -> payload = Base64.getDecoder().decode(json.getString());
                case "payload" -> {
                    int start = (int) json.currentTokenLocation().getByteOffset();
                    json.skipChildren();
                    int end = (int) json.currentLocation().getByteOffset();
                    payload = Arrays.copyOfRange(line, start, end);
                }
                case "events" -> events = json.getLongValue();
                default ->
                        throw new InvalidExportException("field '%s' is unknown".formatted(name));
            }
        }

        Object done() {
            if (events >= 0 && hash.length == 32) {
                return new Last(events, hash);
            }
            byte[] bytes = payload;
            if (bytes == null || position < 1 || version < 1 || hash.length != 32) {
                throw new InvalidExportException("a field of an event is missing");
            }
            // Checks the names, the version and the time.
            NewEvent checked = new NewEvent(id, type, typeVersion, actor, recordedAt, bytes);
            return new RecordedEvent(
                    position,
                    stream,
                    version,
                    id,
                    type,
                    typeVersion,
                    actor,
                    checked.recordedAt(),
                    bytes,
                    hash);
        }
    }
}
