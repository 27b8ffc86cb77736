package io.tunebook.events.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The signed checkpoint beside a log, `checkpoint`: what the last verification has found intact.
/// The next one compares it with the events that it reads. Not thread-safe.
///
/// It finds a history that was rewritten, hashes and head file included, by one who cannot sign.
public final class StoredCheckpoint {
    /// Its name in the log's folder.
    public static final String FILE = "checkpoint";

    private final Path folder;
    private final RunningRoot walked = new RunningRoot();
    private @Nullable LogCheckpoint stored;
    private @Nullable String problem;

    private StoredCheckpoint(Path folder) {
        this.folder = folder;
    }

    /// The checkpoint of the log in a folder, which has one after its first verification. Without
    /// the key that signed it, as after a change of keys, it is not compared.
    ///
    /// @throws IOException when it cannot be read
    public static StoredCheckpoint in(Path folder) throws IOException {
        StoredCheckpoint checkpoint = new StoredCheckpoint(folder);
        checkpoint.read();
        return checkpoint;
    }

    private void read() throws IOException {
        try {
            VerifierKey key = SigningKey.publicIn(folder);
            // Damaged bytes as well.
            String note = new String(Files.readAllBytes(folder.resolve(FILE)), UTF_8);
            if (note.startsWith(key.name() + "\n")) {
                stored = key.open(note);
            }
        } catch (NoSuchFileException e) {
            // None yet.
        } catch (UnreadableCheckpoint e) {
            problem =
                    "the signed checkpoint beside the log was changed (%s)"
                            .formatted(e.getMessage());
        }
    }

    /// Takes the hash of the next event, the first one first.
    ///
    /// @return the problem with the events up to this one; null without one
    public @Nullable String take(byte[] hash) {
        walked.add(hash);
        LogCheckpoint expected = stored;
        return expected != null
                        && expected.size() == walked.size()
                        && !Arrays.equals(expected.root(), walked.root())
                ? "the history was rewritten: the first %,d events differ from those that the checkpoint beside the log was signed over"
                        .formatted(expected.size())
                : null;
    }

    /// The problem with the checkpoint itself, or with the end of the log; null without one.
    public @Nullable String atTheEnd() {
        if (problem != null) {
            return problem;
        }
        return stored != null && stored.size() > walked.size()
                ? "events are missing: the checkpoint beside the log was signed over %,d events"
                        .formatted(stored.size())
                : null;
    }

    /// Replaces the checkpoint by one over all events that were taken, atomically. Does nothing for
    /// a log without events or without a key.
    public void advance() throws IOException {
        boolean known = stored != null && stored.size() == walked.size();
        if (walked.size() == 0 || known || !SigningKey.isIn(folder)) {
            return;
        }
        String note = SigningKey.in(folder).sign(walked.size(), walked.root());
        Path fresh = folder.resolve(FILE + ".new");
        try {
            Files.deleteIfExists(fresh);
            OwnerOnly.createFile(fresh);
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(note.getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(
                    fresh,
                    folder.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
