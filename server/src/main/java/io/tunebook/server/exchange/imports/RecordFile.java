package io.tunebook.server.exchange.imports;

import io.tunebook.events.log.Chain;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/// The framing of TensorBoard's event files: a length, its checksum, the record, its checksum.
///
/// A file that ends inside its last record is still being written: its complete records are read.
/// Any other damage is an error.
final class RecordFile implements AutoCloseable {
    /// Summaries of scalars are far smaller; a longer record is damaged or hostile.
    static final int MAX_RECORD_BYTES = 256 << 20;

    private static final String VERSION = "brain.Event:";
    private static final int BEGINNING = 100;
    private static final int HEAD = 12;
    private static final int FOOT = 4;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final InputStream in;
    private final MessageDigest digest = Chain.sha256();
    private final boolean digests;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[1 << 20];
    private int at;
    private int end;
    private int start;
    private int length;
    private long offset;
    private boolean cut;
    private boolean foreign;

    /// @param digests whether to compute [#digest]
    RecordFile(Path file, boolean digests) throws IOException {
        this.file = file;
        this.in = Files.newInputStream(file);
        this.digests = digests;
    }

    /// Reads the next record, which is in [#bytes] until the next call.
    ///
    /// @throws UnreadableSourceException when a checksum or length is wrong
    boolean next() throws IOException {
        if (!fill(HEAD)) {
            cut = end > at;
            return false;
        }
        long size = (long) LONG.get(buffer, at);
        if (masked(at, 8) != (int) INT.get(buffer, at + 8)) {
            foreign = offset == 0 && isForeignBeginning();
            throw wrong("the checksum of a record's length is wrong");
        }
        if (size < 0 || size > MAX_RECORD_BYTES) {
            throw wrong(
                    "a record claims to have %s bytes, more than the maximum of %,d"
                            .formatted(Long.toUnsignedString(size), MAX_RECORD_BYTES));
        }
        int whole = HEAD + (int) size + FOOT;
        if (!fill(whole)) {
            cut = true;
            return false;
        }
        if (masked(at + HEAD, (int) size) != (int) INT.get(buffer, at + HEAD + (int) size)) {
            throw wrong("the checksum of a record is wrong");
        }
        start = at + HEAD;
        length = (int) size;
        at += whole;
        offset += whole;
        return true;
    }

    private UnreadableSourceException wrong(String what) {
        return new UnreadableSourceException(
                "%s is damaged at byte %,d: %s".formatted(file, offset, what));
    }

    /// Whether the file is no event file: it begins with no record, does not mention the version of
    /// event files behind a damaged beginning, and does not consist of zeros.
    boolean isForeign() {
        return foreign;
    }

    /// Whether the file begins as one compressed with gzip.
    boolean isGzip() {
        return offset == 0 && end - at > 1 && buffer[at] == 0x1f && buffer[at + 1] == (byte) 0x8b;
    }

    private boolean isForeignBeginning() {
        int size = Math.min(end - at, BEGINNING);
        boolean zeros = true;
        for (int i = at; i < at + size; i++) {
            zeros &= buffer[i] == 0;
        }
        return !zeros
                && !new String(buffer, at, size, StandardCharsets.ISO_8859_1).contains(VERSION);
    }

    byte[] bytes() {
        return buffer;
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /// The number of bytes in the records so far.
    long offset() {
        return offset;
    }

    /// Whether the file ended inside a record.
    boolean cut() {
        return cut;
    }

    /// SHA-256 of the whole file, after [#next] has returned false.
    byte[] digest() {
        return digest.digest();
    }

    private int masked(int from, int size) {
        crc.reset();
        crc.update(buffer, from, size);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    /// Fills the buffer with this many bytes from `at`, and returns whether the file has them.
    /// Memory grows with the bytes read, not with a claimed length.
    private boolean fill(int wanted) throws IOException {
        if (end - at >= wanted) {
            return true;
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
        while (end < wanted) {
            if (end == buffer.length) {
                buffer = java.util.Arrays.copyOf(buffer, 2 * buffer.length);
            }
            int n = in.read(buffer, end, buffer.length - end);
            if (n < 0) {
                return false;
            }
            if (digests) {
                digest.update(buffer, end, n);
            }
            end += n;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
