package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Rejection;
import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Files of runs, stored beside the log under their SHA-256, which the log records. Thread-safe.
public final class Artifacts {
    /// The maximum size of a file: 64 MB of 1,048,576 bytes each.
    public static final long MAX_BYTES = 64L << 20;

    /// Their folder, in the folder of the log.
    public static final String FOLDER = "artifacts";

    private static final String COMING = "coming-";
    private static final int BUFFER = 1 << 16;
    private static final int MAX_PATH = 1_000;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path data;
    private final Path folder;
    private final DiskReserve reserve;
    private final long quota;
    private final ReentrantLock lock = new ReentrantLock();

    /// Without a reserve.
    ///
    /// @param data the folder of the log
    public Artifacts(Path data) {
        this(data, DiskReserve.NONE, 0);
    }

    /// @param data the folder of the log
    /// @param reserve free space that files may not use
    /// @param quota the maximum bytes of each project's files; 0 for none
    public Artifacts(Path data, DiskReserve reserve, long quota) {
        this.data = data;
        this.folder = data.resolve(FOLDER);
        this.reserve = reserve;
        this.quota = quota;
    }

    /// The outputs of scripts, in the same folder of the log.
    public Outputs outputs() {
        return new Outputs(data, reserve);
    }

    /// The maximum bytes of each project's files, which [ArtifactQuota] checks; 0 for none.
    public long quota() {
        return quota;
    }

    /// Free space that files may not use.
    public DiskReserve reserve() {
        return reserve;
    }

    /// @param digest SHA-256 in hex
    public record StoredFile(String digest, long bytes) {}

    /// Validates the path of an artifact, which must not lead outside of its run.
    ///
    /// @throws Rejection when the path is invalid
    public static String checked(String path) {
        boolean outside =
                path.startsWith("/")
                        || path.length() > MAX_PATH
                        || path.indexOf('\\') >= 0
                        || path.chars().anyMatch(Character::isISOControl)
                        || Arrays.stream(path.split("/", -1))
                                .anyMatch(p ->
                                        p.equals("..")
                                                || p.equals(".")
                                                || (p.isEmpty() && !path.isEmpty()));
        if (outside) {
            throw new Rejection(
                    "Invalid artifact path: names joined by '/', without '..', at most %,d characters"
                            .formatted(MAX_PATH));
        }
        return path;
    }

    public static String tooLarge(String path) {
        return "artifact '%s' is larger than 64 MB (%,d bytes): store it elsewhere, and log its location as a tag"
                .formatted(path, MAX_BYTES);
    }

    /// Stores a file durably.
    ///
    /// @return null when it is larger than [#MAX_BYTES]; nothing is stored then
    /// @throws DiskReserve.InsufficientSpaceException when it would use the reserve; nothing is
    ///   stored then
    public @Nullable StoredFile store(InputStream in) throws IOException {
        return store(in, -1, MAX_BYTES);
    }

    /// Stores a file durably.
    ///
    /// @param stated the number of bytes that the client states; negative when it states none
    /// @param maxBytes at most [#MAX_BYTES]
    /// @return null when it is larger than `maxBytes`; nothing is stored then
    /// @throws DiskReserve.InsufficientSpaceException when it would use the reserve; nothing is
    ///   stored then
    public @Nullable StoredFile store(InputStream in, long stated, long maxBytes)
            throws IOException {
        try {
            OwnerOnly.createFolder(folder);
            reserve.check(folder, stated);
            return storeIn(Files.createTempFile(folder, COMING, ".tmp"), in, maxBytes);
        } catch (IOException e) {
            throw DiskReserve.unlessFull(e, folder);
        }
    }

    private @Nullable StoredFile storeIn(Path coming, InputStream in, long maxBytes)
            throws IOException {
        try {
            MessageDigest digest = sha256();
            long bytes = 0;
            try (FileChannel file =
                            FileChannel.open(
                                    coming,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.TRUNCATE_EXISTING);
                    OutputStream out = reserve.guard(Channels.newOutputStream(file), folder);
                    DigestInputStream digested = new DigestInputStream(in, digest)) {
                byte[] buffer = new byte[BUFFER];
                for (int n = digested.read(buffer); n >= 0; n = digested.read(buffer)) {
                    bytes += n;
                    if (bytes > maxBytes) {
                        return null;
                    }
                    out.write(buffer, 0, n);
                }
                file.force(true);
            }
            String hex = HexFormat.of().formatHex(digest.digest());
            Path place = place(hex);
            lock.lock();
            try {
                OwnerOnly.createFolder(Objects.requireNonNull(place.getParent()));
                Files.move(
                        coming,
                        place,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                lock.unlock();
            }
            try (FileChannel parent = FileChannel.open(place.getParent())) {
                parent.force(true);
            }
            return new StoredFile(hex, bytes);
        } finally {
            Files.deleteIfExists(coming);
        }
    }

    /// @param digest SHA-256 in hex, of the log
    /// @throws NoSuchFileException when the file is missing
    public InputStream open(String digest) throws IOException {
        return Files.newInputStream(place(digest));
    }

    /// Whether the file is stored.
    ///
    /// @param digest SHA-256 in hex, of the log
    public boolean has(String digest) {
        return Files.isRegularFile(place(digest));
    }

    /// Marks a stored file as new, so that a sweep does not delete it before an event names it.
    ///
    /// @return whether it is stored
    public boolean keep(String digest) throws IOException {
        lock.lock();
        try {
            if (!has(digest)) {
                return false;
            }
            Files.setLastModifiedTime(place(digest), FileTime.from(Instant.now()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Held while files are chosen and deleted: no file is stored meanwhile.
    ReentrantLock lock() {
        return lock;
    }

    /// A file of the store.
    ///
    /// @param modified when it was stored the last time
    record Entry(String digest, long bytes, Instant modified) {}

    List<Entry> entries() throws IOException {
        List<Entry> all = new ArrayList<>();
        for (String digest : digests()) {
            BasicFileAttributes a = Files.readAttributes(place(digest), BasicFileAttributes.class);
            all.add(new Entry(digest, a.size(), a.lastModifiedTime().toInstant()));
        }
        return all;
    }

    void delete(String digest) throws IOException {
        Files.deleteIfExists(place(digest));
    }

    /// The result of copying.
    ///
    /// @param copied how many files were missing before
    /// @param damaged files whose content does not match their name, which were skipped: SHA-256 in
    ///   hex
    public record CopyResult(int copied, List<String> damaged) {}

    /// Copies every missing file durably, and verifies its digest.
    public CopyResult copyTo(Artifacts other) throws IOException {
        int copied = 0;
        List<String> damaged = new ArrayList<>();
        for (String digest : digests()) {
            if (other.has(digest)) {
                continue;
            }
            if (digest.equals(digestOf(digest))) {
                try (InputStream in = open(digest)) {
                    other.store(in);
                }
                copied++;
            } else {
                damaged.add(digest);
            }
        }
        return new CopyResult(copied, damaged);
    }

    private List<String> digests() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> DIGEST.matcher(name).matches())
                    .filter(this::has)
                    .sorted()
                    .toList();
        }
    }

    private String digestOf(String digest) throws IOException {
        MessageDigest actual = sha256();
        try (InputStream in = new DigestInputStream(open(digest), actual)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(actual.digest());
    }

    private Path place(String digest) {
        return folder.resolve(digest.substring(0, 2)).resolve(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
