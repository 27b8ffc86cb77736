package io.tunebook.server.exchange.imports;

import io.tunebook.events.log.Chain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A copy of an SQLite file with its journal or WAL, made without a lock and without a write beside
/// it: copied again until no part changed during the copy.
///
/// @param digest SHA-256 of the copied files, in hex
record SqliteCopy(Path folder, Path file, String digest) implements AutoCloseable {
    private static final List<String> PARTS = List.of("-journal", "-wal", "");
    private static final int TRIES = 50;
    private static final long PAUSE_MS = 40;

    /// The size and time of a part, by which a change is detected.
    private record Stamp(long size, Object modified) {}

    /// @throws UnreadableSourceException when it changes during every copy
    static SqliteCopy of(Path file, ImportListener progress) throws IOException {
        Path folder = Files.createTempDirectory("tunebook-import");
        try {
            for (int i = 0; i < TRIES; i++) {
                List<Object> before = stamps(file);
                String digest = copy(file, folder, progress);
                if (before.equals(stamps(file))) {
                    return new SqliteCopy(folder, folder.resolve("storage.db"), digest);
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            remove(folder);
            throw new UnreadableSourceException("interrupted while copying %s".formatted(file), e);
        } catch (IOException | RuntimeException e) {
            remove(folder);
            throw e;
        }
        remove(folder);
        throw new UnreadableSourceException(
                "%s changes all the time: import it while the study is paused, or copy it with 'sqlite3 %s \".backup copy.db\"' and import the copy"
                        .formatted(file, file));
    }

    private static List<Object> stamps(Path file) throws IOException {
        List<Object> all = new ArrayList<>();
        for (String part : PARTS) {
            Path p = Path.of(file + part);
            if (Files.exists(p)) {
                BasicFileAttributes a = Files.readAttributes(p, BasicFileAttributes.class);
                all.add(new Stamp(a.size(), a.lastModifiedTime()));
            } else {
                all.add(part);
            }
        }
        return all;
    }

    private static String copy(Path file, Path folder, ImportListener progress) throws IOException {
        MessageDigest digest = Chain.sha256();
        for (String part : PARTS) {
            Path from = Path.of(file + part);
            Path to = folder.resolve("storage.db" + part);
            Files.deleteIfExists(to);
            if (!Files.exists(from)) {
                continue;
            }
            long size = Files.size(from);
            byte[] buffer = new byte[1 << 20];
            long done = 0;
            try (InputStream in = Files.newInputStream(from);
                    OutputStream out = Files.newOutputStream(to)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    digest.update(buffer, 0, n);
                    done += n;
                    progress.reached("reading", done, size);
                }
            }
        }
        return Digests.hex(digest.digest());
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(folder);
    }
}
