package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.LineBuffer;
import io.tunebook.server.exchange.LineTooLongException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a file and detects an incomplete last line.
final class Lines {
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
        LineBuffer line = LineBuffer.create();
        while (true) {
            if (at == end) {
                end = in.read(buffer);
                at = 0;
                if (end < 0) {
                    end = 0;
                    torn = line.length() > 0;
                    return torn ? line.toByteArray() : null;
                }
            }
            int newline = at;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            append(line, newline);
            boolean whole = newline < end;
            at = whole ? newline + 1 : end;
            if (whole) {
                return line.toByteArray();
            }
        }
    }

    /// Whether the last line has no newline.
    boolean torn() {
        return torn;
    }

    private void append(LineBuffer line, int newline) {
        try {
            line.append(buffer, at, newline);
        } catch (LineTooLongException e) {
            throw new UnreadableSourceException(String.valueOf(e.getMessage()), e);
        }
    }
}
