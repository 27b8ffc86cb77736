package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import io.tunebook.events.sql.HeadFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// The newest head that this server has seen, in its own folder: a database that was rolled back is
/// behind it. Thread-safe.
final class KeptHead implements AutoCloseable {
    private final Path path;
    private final HeadFile file;
    private Head newest;

    private KeptHead(Path path, HeadFile file, Head newest) {
        this.path = path;
        this.file = file;
        this.newest = newest;
    }

    /// @throws IOException when the file is damaged or cannot be written
    static KeptHead open(Path path) throws IOException {
        Head newest = HeadFile.read(path).orElse(Head.EMPTY);
        return new KeptHead(path, HeadFile.open(path, UnaryOperator.identity()), newest);
    }

    Path path() {
        return path;
    }

    /// Returns when every process reads the head; it is on the disk soon after. Ignores one that is
    /// behind the newest.
    synchronized void keep(Head head) throws IOException {
        if (head.position() > newest.position()) {
            file.write(head);
            newest = head;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
