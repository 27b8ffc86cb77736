package io.tunebook.events.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Finds out whether a disk that was full has space again, by a file that is written and deleted:
/// the free space that the system reports ignores quotas.
final class SpaceProbe {
    private static final int BYTES = 1 << 20;

    private SpaceProbe() {}

    /// @throws IOException when there is no space
    static void run(Path folder) throws IOException {
        Path file = folder.resolve("space-probe");
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
