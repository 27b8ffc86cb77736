package io.tunebook.server.exchange;

import java.util.Arrays;

/// A line of a file while it is read. Its length is limited by what the memory of this process can
/// hold beside the parsed line.
public final class LineBuffer {
    /// Above the longest line that an export writes: an event of 64 MiB in base64.
    private static final int MAX_BYTES = 100 << 20;

    /// A line, its copies while it grows and is parsed, and everything else.
    private static final int SHARE = 16;

    private final int most;
    private byte[] bytes = new byte[512];
    private int length;

    /// @param most the maximum length in bytes
    LineBuffer(int most) {
        this.most = most;
    }

    /// An empty line.
    public static LineBuffer create() {
        return new LineBuffer(maxBytes(Runtime.getRuntime().maxMemory()));
    }

    /// The maximum length of a line, in bytes.
    ///
    /// @param memory of the process, in bytes
    static int maxBytes(long memory) {
        return (int) Math.min(MAX_BYTES, memory / SHARE);
    }

    public void append(byte one) {
        reserve(1);
        bytes[length++] = one;
    }

    public void append(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (more > most - length) {
            throw new LineTooLongException(
                    "a line is longer than %,d bytes%s"
                            .formatted(
                                    most,
                                    most < MAX_BYTES
                                            ? ", the limit for this process's memory: if the file is valid, give Java more memory, such as -Xmx2g"
                                            : ": the file is damaged, or is another kind of file"));
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(length + more, bytes.length * 2)));
        }
    }
}
