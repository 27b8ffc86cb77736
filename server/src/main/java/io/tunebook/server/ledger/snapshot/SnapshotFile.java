package io.tunebook.server.ledger.snapshot;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.OwnerOnly;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Snapshot;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A snapshot in a file: a header line, the build that wrote it (32 bytes), its head (8 and 32
/// bytes), the book, the curves, and the CRC-32C of all that (8 bytes).
final class SnapshotFile {
    private static final byte[] MAGIC =
            "tunebook snapshot 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int HASH = 32;

    private final Path file;
    private final RecordTypes shapes = new RecordTypes(Book.class);
    private final byte[] build;

    SnapshotFile(Path file) {
        this(file, Build.digest());
    }

    /// @param build the build that writes and reads, 32 bytes
    SnapshotFile(Path file, byte[] build) {
        this.file = file;
        this.build = build;
    }

    record StoredSnapshot(Head head, Snapshot snapshot) {}

    /// Replaces the file atomically.
    void write(StoredSnapshot stored) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            OwnerOnly.createFile(fresh);
            try (FileChannel channel =
                            FileChannel.open(
                                    fresh,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE);
                    ChannelOutput bytes = new ChannelOutput(channel);
                    DataOutputStream out = new DataOutputStream(bytes)) {
                out.write(MAGIC);
                out.write(build);
                out.writeLong(stored.head().position());
                out.write(stored.head().hash());
                new ValueWriter(shapes, out).write(stored.snapshot().book());
                CurvesFormat.write(stored.snapshot().curves(), out);
                out.writeLong(bytes.checksum());
            }
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// The snapshot, or null when there is none, it is damaged, or another build wrote it.
    ///
    /// @throws IOException when the file cannot be read
    @Nullable StoredSnapshot read() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (!isIntact(channel)) {
                return null;
            }
            DataInputStream in = new DataInputStream(new ChannelInput(channel.position(0)));
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)
                    || !Arrays.equals(in.readNBytes(HASH), build)) {
                return null;
            }
            Head head = new Head(in.readLong(), in.readNBytes(HASH));
            Book book = (Book) Objects.requireNonNull(new ValueReader(shapes, in).read());
            return new StoredSnapshot(head, new Snapshot(book, CurvesFormat.read(in)));
        }
    }

    private static boolean isIntact(FileChannel channel) throws IOException {
        long end = channel.size() - Long.BYTES;
        if (end < MAGIC.length + 2 * HASH + Long.BYTES) {
            return false;
        }
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; at < end; at += buffer.position()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            if (channel.read(buffer, at) < 0) {
                return false;
            }
            crc.update(buffer.flip());
        }
        ByteBuffer last = ByteBuffer.allocate(Long.BYTES);
        int read = 0;
        while (last.hasRemaining() && read >= 0) {
            read = channel.read(last, end + last.position());
        }
        return last.flip().remaining() == Long.BYTES && last.getLong() == crc.getValue();
    }
}
