package io.tunebook.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A small file system in memory, which only processes in its namespace see at its path. It exists
/// until it is closed. Linux with user namespaces only.
final class SoakDisk implements AutoCloseable {
    private final Process holder;
    private final Path path;

    private SoakDisk(Process holder, Path path) {
        this.holder = holder;
        this.path = path;
    }

    /// @return null where such a file system cannot be created
    static @Nullable SoakDisk mount(Path path, long megabytes) throws IOException {
        Files.createDirectories(path);
        Process holder;
        try {
            holder =
                    new ProcessBuilder(
                                    "unshare",
                                    "-rm",
                                    "sh",
                                    "-c",
                                    "mount -t tmpfs -o size=%dm tunebook \"$0\" && echo mounted && exec cat"
                                            .formatted(megabytes),
                                    path.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            // The command does not exist.
            return null;
        }
        byte[] answer = holder.getInputStream().readNBytes("mounted".length());
        if (!new String(answer, StandardCharsets.US_ASCII).equals("mounted")) {
            holder.destroy();
            return null;
        }
        return new SoakDisk(holder, path);
    }

    /// The command that starts another one where this disk is seen.
    List<String> inside() {
        return List.of(
                "nsenter", "-t", Long.toString(holder.pid()), "-U", "-m", "--preserve-credentials");
    }

    /// Where the processes inside see it.
    Path path() {
        return path;
    }

    /// Where this process sees it.
    Path seen() {
        return Path.of("/proc", Long.toString(holder.pid()), "root" + path);
    }

    private Path filler() {
        return seen().resolve("filler");
    }

    /// Writes to the last byte.
    void fill() throws IOException {
        byte[] zeros = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            if (seen().toFile().getUsableSpace() > zeros.length) {
                throw e;
            }
        }
    }

    void free() throws IOException {
        Files.delete(filler());
    }

    @Override
    public void close() {
        holder.destroy();
        holder.onExit().join();
    }
}
