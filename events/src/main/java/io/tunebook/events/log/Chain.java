package io.tunebook.events.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/// The hash that links each event to all before it: SHA-256 over these bytes, in order.
///
/// | bytes | what |
/// |---|---|
/// | 32 | the hash of the event before; zeros before the first |
/// | 8 | position |
/// | 4 + n | stream: number of bytes, then its name |
/// | 8 | stream version |
/// | 16 | event id |
/// | 4 + n | type: number of bytes, then its wire name |
/// | 4 | type version |
/// | 4 + n | actor: number of bytes, then the name |
/// | 8 | recorded at, in microseconds since 1970-01-01T00:00:00Z, signed |
/// | 32 | SHA-256 of the payload |
///
/// Numbers are big-endian, texts UTF-8. A field of variable length begins with its length, so two
/// different events never give the same bytes. The hash does not depend on how the rows are stored:
/// another store of the same events has the same hashes. Not thread-safe.
public final class Chain {
    private static final int FIXED = 32 + 8 + 4 + 8 + 16 + 4 + 4 + 4 + 8 + 32;

    private final MessageDigest digest = sha256();
    private ByteBuffer buffer = ByteBuffer.allocate(1024);

    /// The recorded event that follows `previous`.
    public RecordedEvent extend(
            byte[] previous, long position, String stream, long version, NewEvent event) {
        byte[] hash =
                hash(
                        previous,
                        position,
                        stream,
                        version,
                        event.id(),
                        event.type(),
                        event.typeVersion(),
                        event.actor(),
                        micros(event.recordedAt()),
                        digest.digest(event.payload()));
        return new RecordedEvent(
                position,
                stream,
                version,
                event.id(),
                event.type(),
                event.typeVersion(),
                event.actor(),
                event.recordedAt(),
                event.payload(),
                hash);
    }

    /// The expected hash of a recorded event.
    public byte[] hash(byte[] previous, RecordedEvent event) {
        return hash(previous, event, digest.digest(event.payload()));
    }

    /// [#hash(byte[], RecordedEvent)] with a payload hash that is computed already.
    ///
    /// @param payloadHash SHA-256 of the event's payload
    public byte[] hash(byte[] previous, RecordedEvent event, byte[] payloadHash) {
        return hash(
                previous,
                event.position(),
                event.stream(),
                event.streamVersion(),
                event.id(),
                event.type(),
                event.typeVersion(),
                event.actor(),
                micros(event.recordedAt()),
                payloadHash);
    }

    public static long micros(Instant time) {
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    private byte[] hash(
            byte[] previous,
            long position,
            String stream,
            long version,
            UUID id,
            String type,
            int typeVersion,
            String actor,
            long micros,
            byte[] payloadHash) {
        byte[] streamBytes = stream.getBytes(StandardCharsets.UTF_8);
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        byte[] actorBytes = actor.getBytes(StandardCharsets.UTF_8);
        int length = FIXED + streamBytes.length + typeBytes.length + actorBytes.length;
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocate(2 * length);
        }
        buffer.clear()
                .put(previous)
                .putLong(position)
                .putInt(streamBytes.length)
                .put(streamBytes)
                .putLong(version)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(typeBytes.length)
                .put(typeBytes)
                .putInt(typeVersion)
                .putInt(actorBytes.length)
                .put(actorBytes)
                .putLong(micros)
                .put(payloadHash)
                .flip();
        digest.update(buffer);
        return digest.digest();
    }

    /// A new digest of the chain's algorithm.
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides SHA-256", e);
        }
    }
}
