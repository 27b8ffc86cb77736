package io.tunebook.server.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads what Optuna has recorded, in a journal file or an SQLite file.
public final class Optuna {
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private Optuna() {}

    /// @throws NotImportable when it is neither
    public static Imported read(Path file, Progress progress) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(SQLITE.length);
        }
        if (Arrays.equals(head, SQLITE)) {
            return OptunaDatabase.read(file, progress);
        }
        if (head.length > 0 && head[0] != '{') {
            throw new NotImportable(
                    "%s is neither an Optuna journal nor an SQLite file".formatted(file));
        }
        return OptunaJournal.read(file, progress);
    }
}
