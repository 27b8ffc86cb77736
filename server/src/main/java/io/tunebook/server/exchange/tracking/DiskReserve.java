package io.tunebook.server.exchange.tracking;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Free disk space that only the log may use: files of clients are refused before they use it.
/// Thread-safe.
///
/// @param bytes the size of the reserve; 0 for none
public record DiskReserve(long bytes) {
    /// No reserve.
    public static final DiskReserve NONE = new DiskReserve(0);

    /// The default size: 256 MB.
    public static final long DEFAULT_BYTES = 256L << 20;

    private static final long MEGABYTE = 1 << 20;

    /// A file is refused because of the disk's free space.
    public static final class InsufficientSpaceException extends RuntimeException {
        InsufficientSpaceException(String message) {
            super(message);
        }
    }

    /// @param folder a folder on the disk; it exists
    /// @param coming bytes that will be written; 0 or less when unknown
    /// @throws InsufficientSpaceException when the reserve would be used
    public void check(Path folder, long coming) {
        long free = free(folder);
        if (bytes > 0 && free - Math.max(0, coming) < bytes) {
            throw new InsufficientSpaceException(
                    "the disk of %s has %,d MB free, of which %,d MB are reserved for the log, and the file needs %s: free space, or run 'tunebook gc' to sweep deleted artifacts"
                            .formatted(
                                    name(folder),
                                    free / MEGABYTE,
                                    bytes / MEGABYTE,
                                    coming > 0
                                            ? "%,d MB".formatted(coming / MEGABYTE + 1)
                                            : "more"));
        }
    }

    /// A stream that checks the free space for each megabyte before it writes it.
    ///
    /// @param out writes to the disk of the folder; is closed with the stream
    public OutputStream guard(OutputStream out, Path folder) {
        return new Guarded(out, folder);
    }

    /// Whether a write failed because the disk, or the user's quota on it, is used up.
    public static boolean isDiskFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left")
                || message.contains("not enough space")
                || message.contains("quota exceeded");
    }

    /// The exception for a write that failed on a full disk; any other failure is returned as it
    /// is.
    public static IOException unlessFull(IOException e, Path folder) {
        if (isDiskFull(e)) {
            throw new InsufficientSpaceException(
                    "the disk of %s is full: free space, and send the file again"
                            .formatted(name(folder)));
        }
        return e;
    }

    /// The name without its parents: an answer shows no path of the server.
    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new InsufficientSpaceException(
                    "the free space of the disk of %s cannot be read".formatted(name(folder)));
        }
    }

    private final class Guarded extends FilterOutputStream {
        private final Path folder;
        private long unchecked = MEGABYTE;

        Guarded(OutputStream out, Path folder) {
            super(out);
            this.folder = folder;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            unchecked += length;
            if (unchecked >= MEGABYTE) {
                check(folder, length);
                unchecked = 0;
            }
            try {
                out.write(buffer, offset, length);
            } catch (IOException e) {
                throw unlessFull(e, folder);
            }
        }
    }
}
