package io.tunebook.server.exchange.uploads;

import io.tunebook.server.exchange.tracking.DiskReserve;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stored uploads, each in a temporary folder of its own, which is deleted when the upload is
/// imported, discarded, an hour old, or when the server stops. Thread-safe.
public final class Uploads implements AutoCloseable {
    /// The maximum size of an upload: 512 MB.
    public static final long MAX_BYTES = 512_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /// The first part of the names of their folders.
    private static final String PREFIX = "tunebook-import";

    private static final int MAX_STORED = 8;
    private static final int MAX_NAME = 100;
    private static final int BUFFER = 1 << 16;
    private static final long MAX_UNPACKED = 4 * MAX_BYTES;
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final LongSupplier nanos;
    private final long maxBytes;
    private final DiskReserve reserve;
    private final Map<String, Upload> stored = new LinkedHashMap<>();

    /// Without a reserve.
    ///
    /// @param nanos a monotonic clock such as [System#nanoTime]
    /// @param maxBytes of one upload
    public Uploads(LongSupplier nanos, long maxBytes) {
        this(nanos, maxBytes, DiskReserve.NONE);
    }

    /// @param nanos a monotonic clock such as [System#nanoTime]
    /// @param maxBytes of one upload
    /// @param reserve free space that uploads may not use, on the disk of temporary files
    public Uploads(LongSupplier nanos, long maxBytes, DiskReserve reserve) {
        this.nanos = nanos;
        this.maxBytes = maxBytes;
        this.reserve = reserve;
    }

    /// Stores an upload; the oldest one is discarded when there are too many.
    ///
    /// @param name the file's name, used to name what is imported
    /// @param stated the number of bytes that the client states; negative when it states none
    /// @param skipDamaged whether to skip files of the upload that cannot be read
    /// @throws UploadTooLargeException beyond the maximum size
    /// @throws DiskReserve.InsufficientSpaceException when it would use the reserve
    Upload store(
            UploadKind kind, String name, long stated, InputStream content, boolean skipDamaged)
            throws IOException {
        if (stated > maxBytes) {
            throw tooLarge();
        }
        Path folder;
        try {
            folder = Files.createTempDirectory(PREFIX);
        } catch (IOException e) {
            throw DiskReserve.unlessFull(e, Path.of(System.getProperty("java.io.tmpdir")));
        }
        try {
            // A storage of Optuna is copied before it is read.
            reserve.check(folder, kind == UploadKind.OPTUNA ? 2 * stated : stated);
            String plain = plain(name);
            Path file = Files.createDirectories(folder.resolve("upload")).resolve(plain);
            try (OutputStream out = reserve.guard(Files.newOutputStream(file), folder)) {
                copy(content, out, maxBytes, BUFFER);
            }
            Upload upload =
                    new Upload(
                            UUID.randomUUID().toString(),
                            kind,
                            plain,
                            nanos.getAsLong(),
                            folder,
                            kind == UploadKind.TENSORBOARD ? runs(folder, file, reserve) : file,
                            skipDamaged);
            add(upload);
            return upload;
        } catch (IOException e) {
            Upload.delete(folder);
            throw DiskReserve.unlessFull(e, folder);
        } catch (RuntimeException e) {
            Upload.delete(folder);
            throw e;
        }
    }

    /// A folder of runs named like the upload: the runs are named by their paths below it.
    private static Path runs(Path folder, Path file, DiskReserve reserve) throws IOException {
        String name = file.getFileName().toString();
        Path root = folder.resolve("runs").resolve(name.replaceFirst("(?i)\\.zip$", ""));
        Files.createDirectories(root);
        if (Unzip.isZip(file)) {
            Unzip.into(root, file, MAX_UNPACKED, reserve);
        } else {
            Files.move(file, root.resolve(name));
        }
        return root;
    }

    private synchronized void add(Upload upload) {
        List<String> old = new ArrayList<>();
        stored.values().stream()
                .filter(u -> nanos.getAsLong() - u.stored() > LIFETIME.toNanos())
                .forEach(u -> old.add(u.id()));
        if (old.isEmpty() && stored.size() >= MAX_STORED) {
            old.add(stored.keySet().iterator().next());
        }
        old.forEach(this::discard);
        stored.put(upload.id(), upload);
    }

    synchronized Optional<Upload> find(String id) {
        return Optional.ofNullable(stored.get(id));
    }

    /// Deletes an upload, if it is stored.
    public synchronized void discard(String id) {
        Upload upload = stored.remove(id);
        if (upload != null) {
            try {
                Upload.delete(upload.folder());
            } catch (IOException e) {
                LOG.warn("the temporary files of an import cannot be deleted", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        List.copyOf(stored.keySet()).forEach(this::discard);
    }

    /// The last part of the name, with no character that could lead to another folder.
    private static String plain(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("[^\\p{L}\\p{N} _.()@+-]", "_").replaceFirst("^\\.+", "_");
        String some =
                plain.length() > MAX_NAME ? plain.substring(plain.length() - MAX_NAME) : plain;
        return some.isBlank() ? "upload" : some;
    }

    static long copy(InputStream in, OutputStream out, long room, int buffer) throws IOException {
        byte[] bytes = new byte[buffer];
        long copied = 0;
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
            copied += n;
            if (copied > room) {
                throw tooLarge();
            }
            out.write(bytes, 0, n);
        }
        return copied;
    }

    private static UploadTooLargeException tooLarge() {
        return new UploadTooLargeException(
                "the upload is larger than %,d MB: stop the server and use './tunebook import', which has no limit"
                        .formatted(MAX_BYTES / 1_000_000));
    }
}
