package io.tunebook.server.training.run;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The checkpoints from which trials resume after a stop or a crash of the server: one file for
/// each running trial, in a folder beside the log. Thread-safe for different trials.
final class ResumePoints {
    /// Without checkpoints: interrupted trials are abandoned.
    static final ResumePoints NONE = new ResumePoints(null, Duration.ZERO);

    private final @Nullable Path folder;
    private final Duration every;

    private ResumePoints(@Nullable Path folder, Duration every) {
        this.folder = folder;
        this.every = every;
    }

    /// @param every the maximum training time that a crash may cost
    static ResumePoints in(Path folder, Duration every) {
        return new ResumePoints(folder, every);
    }

    /// Whether checkpoints are written.
    boolean isEnabled() {
        return folder != null;
    }

    Duration every() {
        return every;
    }

    boolean holds(String trial) {
        return folder != null && Files.exists(folder.resolve(trial));
    }

    /// Replaces the trial's checkpoint atomically; returns when it is on disk.
    void save(String trial, ResumePoint point) throws IOException {
        DurableFile.write(
                folder().resolve(trial),
                stream -> {
                    DataOutputStream out = new DataOutputStream(stream);
                    point.write(out);
                    out.flush();
                });
    }

    /// @throws IOException when there is none, or it is damaged
    ResumePoint load(String trial) throws IOException {
        try (DataInputStream in =
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(folder().resolve(trial))))) {
            return ResumePoint.read(in);
        }
    }

    void drop(String trial) throws IOException {
        if (folder != null) {
            Files.deleteIfExists(folder.resolve(trial));
            Files.deleteIfExists(folder.resolve(trial + ResumeAttempts.SUFFIX));
        }
    }

    /// Deletes all checkpoints except those of these trials.
    void dropAllBut(Set<String> trials) throws IOException {
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            String trial =
                    name.endsWith(ResumeAttempts.SUFFIX)
                            ? name.substring(0, name.length() - ResumeAttempts.SUFFIX.length())
                            : name;
            if (!trials.contains(trial)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// @throws IOException when checkpoints are off
    Path folder() throws IOException {
        if (folder == null) {
            throw new IOException("checkpoints are off");
        }
        return folder;
    }
}
