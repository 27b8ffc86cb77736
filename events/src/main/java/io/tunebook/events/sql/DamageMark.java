package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.Verification.Broken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The file `damaged` beside a log that did not verify: the next start refuses writes at once, not
/// only when the verification reaches the position again. A verification that finds the log intact
/// deletes it.
public record DamageMark(Path file) {
    public void write(Broken broken) throws IOException {
        Files.writeString(file, "%d %s%n".formatted(broken.position(), broken.problem()));
    }

    public void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /// Empty when there is no such file.
    public Optional<LogUnavailable> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] parts = Files.readString(file).strip().split(" ", 2);
        try {
            return Optional.of(
                    new LogUnavailable.Damaged(
                            Long.parseLong(parts[0]),
                            parts.length == 2 ? parts[1] : "the event is damaged"));
        } catch (NumberFormatException e) {
            // Whatever it contains, it was written because of damage.
            return Optional.of(new LogUnavailable.Damaged(1, "the file 'damaged' cannot be read"));
        }
    }
}
