package io.tunebook.server.exchange.uploads;

import io.tunebook.server.exchange.imports.UnreadableSourceException;
import io.tunebook.server.exchange.tracking.DiskReserve;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Unpacks an untrusted ZIP file: no entry leaves the folder, and the number of entries and bytes
/// is limited.
final class Unzip {
    private static final int MAX_ENTRIES = 20_000;
    private static final int BUFFER = 1 << 16;

    private Unzip() {}

    /// Whether a file begins like a ZIP file.
    static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            return head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3;
        }
    }

    /// @param maxBytes in total
    /// @param reserve free space that the files may not use
    /// @throws UploadTooLargeException beyond a limit
    /// @throws UnreadableSourceException when the file is damaged or an entry leaves the folder
    static void into(Path folder, Path zip, long maxBytes, DiskReserve reserve) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        long bytes = 0;
        int entries = 0;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                if (++entries > MAX_ENTRIES) {
                    throw new UploadTooLargeException(
                            "the ZIP file has more than %,d entries: import its runs in parts"
                                    .formatted(MAX_ENTRIES));
                }
                if (!e.isDirectory()) {
                    Path target = target(root, e.getName());
                    bytes += copy(in, target, maxBytes - bytes, reserve);
                }
            }
        } catch (ZipException e) {
            throw new UnreadableSourceException(
                    "the ZIP file is damaged: %s".formatted(e.getMessage()));
        }
    }

    private static Path target(Path root, String name) {
        try {
            Path target = root.resolve(name).normalize();
            if (target.startsWith(root) && !target.equals(root)) {
                return target;
            }
        } catch (InvalidPathException _) {
            // Refused below.
        }
        throw new UnreadableSourceException(
                "the ZIP file has an entry outside of its folder: '%s'"
                        .formatted(name.replaceAll("\\p{Cntrl}", "?")));
    }

    private static long copy(InputStream in, Path target, long room, DiskReserve reserve)
            throws IOException {
        Path parent = Files.createDirectories(Objects.requireNonNull(target.getParent()));
        try (OutputStream out = reserve.guard(Files.newOutputStream(target), parent)) {
            return Uploads.copy(in, out, room, BUFFER);
        }
    }
}
