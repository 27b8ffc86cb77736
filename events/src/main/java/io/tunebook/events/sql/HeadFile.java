package io.tunebook.events.sql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The log's head in a file outside the database: `position hash` in one line of 86 bytes.
///
/// A damaged WAL can drop acknowledged events without any error; this file detects it. It is
/// written after each commit and before the acknowledgement, in place, within the file's first
/// sector, which a disk writes atomically. A separate thread flushes it, once for all commits of a
/// few milliseconds: after a loss of power the file can be that much behind the database, which has
/// been flushed, but never ahead of it.
public final class HeadFile implements AutoCloseable {
    private static final int DIGITS = 20;
    private static final int LENGTH = DIGITS + 1 + 64 + 1;
    private static final Pattern FORM = Pattern.compile("[0-9]{20} [0-9a-f]{64}\n");
    private static final long PAUSE_NANOS = 10_000_000;

    private final Disk disk;
    private final Thread flusher;

    /// Whether there is something to flush, and whether the flusher waits for a signal.
    private volatile boolean dirty;

    private volatile boolean resting;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    private HeadFile(Disk disk) {
        this.disk = disk;
        this.flusher = Thread.ofPlatform().name("log-head").daemon().unstarted(this::flush);
    }

    /// The file. Tests replace it by one that records what was flushed.
    public interface Disk extends AutoCloseable {
        /// Writes at the beginning of the file.
        void write(byte[] bytes) throws IOException;

        /// Returns when the written bytes are on the disk.
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /// A file that a thread's interrupt does not close.
    private record Plain(RandomAccessFile file) implements Disk {
        @Override
        public void write(byte[] bytes) throws IOException {
            file.seek(0);
            file.write(bytes);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /// Opens the file for writing; creates it durably when it does not exist.
    ///
    /// @param beneath replaces the file in tests
    public static HeadFile open(Path path, UnaryOperator<Disk> beneath) throws IOException {
        boolean made = !Files.exists(path);
        OwnerOnly.createFile(path);
        HeadFile head =
                new HeadFile(beneath.apply(new Plain(new RandomAccessFile(path.toFile(), "rw"))));
        if (made) {
            try {
                head.write(Head.EMPTY);
                head.disk.force();
                flushFolder(path);
            } catch (IOException e) {
                head.disk.close();
                throw e;
            }
        }
        head.flusher.start();
        return head;
    }

    /// Empty when there is no such file.
    ///
    /// @throws IOException when it cannot be read, or is not a head file
    public static Optional<Head> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!FORM.matcher(text).matches()) {
            throw new IOException("the head file %s is damaged".formatted(file));
        }
        try {
            return Optional.of(
                    new Head(
                            Long.parseLong(text, 0, DIGITS, 10),
                            HexFormat.of().parseHex(text, DIGITS + 1, LENGTH - 1)));
        } catch (NumberFormatException e) {
            throw new IOException("the head file %s is damaged".formatted(file), e);
        }
    }

    /// Returns when every process reads the new head; it is on the disk soon after.
    public void write(Head head) throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw new IOException("the head file cannot be flushed", failed);
        }
        disk.write(line(head));
        dirty = true;
        if (resting) {
            LockSupport.unpark(flusher);
        }
    }

    /// Whether the file has exactly this head.
    public static boolean contains(Path file, Head head) throws IOException {
        return Arrays.equals(Files.readAllBytes(file), line(head));
    }

    private static byte[] line(Head head) {
        byte[] line = new byte[LENGTH];
        long rest = head.position();
        for (int i = DIGITS - 1; i >= 0; i--) {
            line[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        line[DIGITS] = ' ';
        for (int i = 0; i < 32; i++) {
            line[DIGITS + 1 + 2 * i] = (byte) HexFormat.of().toHighHexDigit(head.hash()[i]);
            line[DIGITS + 2 + 2 * i] = (byte) HexFormat.of().toLowHexDigit(head.hash()[i]);
        }
        line[LENGTH - 1] = '\n';
        return line;
    }

    /// Returns when everything is on the disk.
    @Override
    public void close() throws IOException {
        closed = true;
        LockSupport.unpark(flusher);
        try (disk) {
            boolean interrupted = false;
            while (flusher.isAlive()) {
                try {
                    flusher.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            disk.force();
        }
    }

    /// One flush for all writes of a pause.
    private void flush() {
        while (!closed) {
            resting = true;
            while (!dirty && !closed) {
                LockSupport.park(this);
            }
            resting = false;
            long end = System.nanoTime() + PAUSE_NANOS;
            for (long left = PAUSE_NANOS; left > 0 && !closed; left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
            dirty = false;
            try {
                disk.force();
            } catch (IOException e) {
                failure = e;
                return;
            }
        }
    }

    /// Flushes the folder, which holds a new file's name, where the system supports that.
    public static void flushFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
