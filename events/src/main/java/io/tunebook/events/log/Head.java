package io.tunebook.events.log;

import java.util.Arrays;
import java.util.HexFormat;

/// The end of the log.
///
/// @param position of the last event, 0 when there is none
/// @param hash of the last event, 32 bytes; zeros when there is none
public record Head(long position, byte[] hash) {
    public static final Head EMPTY = new Head(0, new byte[32]);

    @Override
    public boolean equals(Object other) {
        return other instanceof Head that
                && position == that.position
                && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(position);
    }

    @Override
    public String toString() {
        return position + " " + HexFormat.of().formatHex(hash);
    }
}
