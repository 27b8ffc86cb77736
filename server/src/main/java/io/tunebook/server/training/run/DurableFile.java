package io.tunebook.server.training.run;

import io.tunebook.events.log.OwnerOnly;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// Replaces small files so that a crash of the process or of the machine leaves the old content or
/// the new one.
final class DurableFile {
    /// Ends the name of a file that is being written.
    static final String UNFINISHED = ".part";

    private DurableFile() {}

    /// Writes the content to the file's stream.
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Replaces the file; returns when its content and its name are on disk. Only the owner can
    /// read it.
    static void write(Path file, Content content) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        OwnerOnly.createFolder(folder);
        Path unfinished = folder.resolve(file.getFileName() + UNFINISHED);
        OwnerOnly.createFile(unfinished);
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            content.writeTo(out);
            out.flush();
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        Files.move(
                unfinished,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(folder);
    }

    /// The new name is on disk when its folder is. Where a folder cannot be opened, the system has
    /// no such call.
    private static void sync(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }
}
