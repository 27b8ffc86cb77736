package io.tunebook.events.wire;

import io.tunebook.events.Rejection;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Names in binary payloads: their length in two bytes, then UTF-8.
final class WireNames {
    private static final int MAX_BYTES = 0xffff;

    private WireNames() {}

    /// @throws Rejection when the name is too long or contains an unpaired surrogate, which would
    ///   not survive decoding
    static byte[] utf8(String name) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            if (encoded.remaining() > MAX_BYTES) {
                throw new Rejection(
                        "a name of %,d bytes is too long".formatted(encoded.remaining()));
            }
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new Rejection("a name contains an unpaired surrogate: " + e);
        }
    }
}
