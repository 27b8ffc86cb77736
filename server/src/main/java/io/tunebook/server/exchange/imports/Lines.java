package io.tunebook.server.exchange.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a file and detects an incomplete last line.
final class Lines {
    static final int MAX_LINE_BYTES = 64 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private boolean torn;

    Lines(InputStream in) {
        this.in = in;
    }

    /// The next line without its newline; null at the end.
    byte @Nullable [] next() throws IOException {
        byte[] line = {};
        while (true) {
            if (at == end) {
                end = in.read(buffer);
                at = 0;
                if (end < 0) {
                    end = 0;
                    torn = line.length > 0;
                    return torn ? line : null;
                }
            }
            int newline = at;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            byte[] part = Arrays.copyOfRange(buffer, at, newline);
            if (line.length + part.length > MAX_LINE_BYTES) {
                throw new UnreadableSourceException(
                        "a line is longer than %,d bytes".formatted(MAX_LINE_BYTES));
            }
            line = line.length == 0 ? part : joined(line, part);
            boolean whole = newline < end;
            at = whole ? newline + 1 : end;
            if (whole) {
                return line;
            }
        }
    }

    /// Whether the last line has no newline.
    boolean torn() {
        return torn;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
