package io.tunebook.server.exchange.imports;

import io.tunebook.events.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads an Optuna storage from a journal file or an SQLite file.
public final class Optuna {
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private Optuna() {}

    /// @throws UnreadableSourceException when it is neither of them
    public static ParsedSource read(Path file, ImportListener progress) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(SQLITE.length);
        }
        if (Arrays.equals(head, SQLITE)) {
            return named(file, () -> OptunaDatabase.read(file, progress));
        }
        if (head.length > 0 && head[0] != '{') {
            throw new UnreadableSourceException(
                    "%s is neither an Optuna journal nor an SQLite file".formatted(file));
        }
        return named(file, () -> OptunaJournal.read(file, progress));
    }

    /// Reads a file.
    private interface StorageReader {
        ParsedSource read() throws IOException;
    }

    /// Reads a file; every error names the file.
    private static ParsedSource named(Path file, StorageReader reading) throws IOException {
        try {
            return reading.read();
        } catch (UnreadableSourceException e) {
            if (String.valueOf(e.getMessage()).contains(file.toString())) {
                throw e;
            }
            throw new UnreadableSourceException(
                    "%s cannot be read: %s".formatted(file, e.getMessage()), e);
        } catch (Rejection e) {
            throw new UnreadableSourceException(
                    "%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
