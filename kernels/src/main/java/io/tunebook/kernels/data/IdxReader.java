package io.tunebook.kernels.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads one IDX file of unsigned bytes: a big-endian magic number (0, 0, type, dimensions), one
/// int per dimension, the bytes.
///
/// The reader does not trust the header's sizes: it allocates memory only as bytes arrive.
final class IdxReader implements Closeable {

    private static final int FIRST_CHUNK = 1 << 20;

    private final Path path;
    private final InputStream in;
    private final int[] dimensions;
    private long offset;

    IdxReader(Path path, int magic, String what) throws IOException {
        this.path = path;
        this.in = open(path);
        try {
            int found = readInt("the magic number");
            if (found != magic) {
                throw new DataFormatException(
                        String.format(
                                "%s: byte 0: expected the magic number 0x%08x of IDX %s, found 0x%08x",
                                path, magic, what, found));
            }
            this.dimensions = new int[magic & 0xFF];
            for (int i = 0; i < dimensions.length; i++) {
                dimensions[i] = readSize();
            }
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    int dimension(int index) {
        return dimensions[index];
    }

    /// Reads all items of `itemBytes` bytes each; the file must end after them.
    byte[] readAll(long itemBytes) throws IOException {
        if (itemBytes > DataSource.maxFeatures() / dimensions[0]) {
            throw new DataFormatException(
                    path
                            + ": byte 4: expected at most "
                            + DataSource.maxFeatures()
                            + " bytes of data (a quarter of this process's memory as floats), found a header that declares "
                            + dimensions[0]
                            + " items of "
                            + itemBytes
                            + " bytes");
        }
        long declared = dimensions[0] * itemBytes;
        long start = offset;
        byte[] bytes = new byte[(int) Math.min(declared, FIRST_CHUNK)];
        int filled = 0;
        while (filled < declared) {
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(declared, 2L * bytes.length));
            }
            int read = readSome(bytes, filled);
            if (read < 0) {
                throw new DataFormatException(
                        path
                                + ": byte "
                                + (start + filled)
                                + ": expected "
                                + dimensions[0]
                                + " items of "
                                + itemBytes
                                + " bytes ("
                                + declared
                                + " bytes), found the end after "
                                + filled);
            }
            filled += read;
        }
        if (readSome(new byte[1], 0) >= 0) {
            throw new DataFormatException(
                    path
                            + ": byte "
                            + (start + declared)
                            + ": expected the end after "
                            + dimensions[0]
                            + " items of "
                            + itemBytes
                            + " bytes, found more");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private int readSize() throws IOException {
        long at = offset;
        int size = readInt("a size");
        if (size < 1 || size > 1 << 28) {
            throw new DataFormatException(
                    path
                            + ": byte "
                            + at
                            + ": expected a size from 1 to "
                            + (1 << 28)
                            + ", found "
                            + size);
        }
        return size;
    }

    private int readInt(String what) throws IOException {
        byte[] four = new byte[4];
        for (int filled = 0; filled < 4; ) {
            int read = readSome(four, filled);
            if (read < 0) {
                throw new DataFormatException(
                        path
                                + ": byte "
                                + offset
                                + ": expected "
                                + what
                                + " (4 bytes), found the end of the file");
            }
            filled += read;
        }
        return (four[0] & 0xFF) << 24
                | (four[1] & 0xFF) << 16
                | (four[2] & 0xFF) << 8
                | (four[3] & 0xFF);
    }

    /// Reads bytes into `target[from ..]`; returns their number, or -1 at the end.
    private int readSome(byte[] target, int from) throws IOException {
        try {
            int read = in.read(target, from, target.length - from);
            offset += Math.max(read, 0);
            return read;
        } catch (EOFException | ZipException e) {
            throw new DataFormatException(
                    path
                            + ": byte "
                            + offset
                            + " of the unpacked data: expected valid gzip data, found damage ("
                            + e.getMessage()
                            + ")",
                    e);
        }
    }

    private static InputStream open(Path path) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        try {
            return String.valueOf(path.getFileName()).endsWith(".gz")
                    ? new GZIPInputStream(raw, 1 << 16)
                    : raw;
        } catch (EOFException | ZipException e) {
            raw.close();
            throw new DataFormatException(
                    path
                            + ": byte 0: expected gzip data because of the name's ending .gz, found another format ("
                            + e.getMessage()
                            + ")",
                    e);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }
}
