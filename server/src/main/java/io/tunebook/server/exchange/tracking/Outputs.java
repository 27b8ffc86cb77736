package io.tunebook.server.exchange.tracking;

import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.ReentrantLock;

/// The end of what each trial's script printed: its last megabyte, in a file beside the log.
///
/// A file begins with eight bytes, the offset of its first byte in the whole output. Thread-safe.
public final class Outputs {
    /// The bytes that are kept of an output.
    public static final int KEPT = 1 << 20;

    /// The folder, in the folder of the log.
    public static final String FOLDER = "outputs";

    private static final int HEAD = Long.BYTES;
    private static final int LOCKS = 64;

    private final Path folder;
    private final DiskReserve reserve;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /// @param data the folder of the log
    /// @param reserve free space that outputs may not use
    public Outputs(Path data, DiskReserve reserve) {
        this.folder = data.resolve(FOLDER);
        this.reserve = reserve;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /// A part of an output.
    ///
    /// @param from the offset of its first byte
    /// @param end the offset after the last byte of the output
    @SuppressWarnings("ArrayRecordComponent")
    public record Part(long from, long end, byte[] bytes) {}

    /// Adds bytes at an offset. Those that are there already are skipped, so a retry changes
    /// nothing; after a gap the output begins again behind it.
    ///
    /// @return the offset after the last byte
    /// @throws DiskReserve.InsufficientSpaceException when it would use the reserve
    public long append(String trial, long offset, byte[] bytes) throws IOException {
        ReentrantLock lock = lock(trial);
        lock.lock();
        try {
            OwnerOnly.createFolder(folder);
            reserve.check(folder, bytes.length);
            try (RandomAccessFile file = new RandomAccessFile(file(trial).toFile(), "rw")) {
                return append(file, trial, offset, bytes);
            }
        } catch (IOException e) {
            throw DiskReserve.unlessFull(e, folder);
        } finally {
            lock.unlock();
        }
    }

    private long append(RandomAccessFile file, String trial, long offset, byte[] bytes)
            throws IOException {
        boolean fresh = file.length() < HEAD;
        long start = fresh ? offset : file.readLong();
        long end = fresh ? offset : start + file.length() - HEAD;
        if (fresh || offset > end) {
            file.setLength(0);
            file.writeLong(offset);
            start = offset;
            end = offset;
        }
        int known = (int) Math.min(bytes.length, end - offset);
        if (known < 0 || known == bytes.length) {
            return end;
        }
        file.seek(HEAD + end - start);
        file.write(bytes, known, bytes.length - known);
        long size = file.length() - HEAD;
        if (size > 2L * KEPT) {
            cut(file, trial, start + size);
        }
        return start + size;
    }

    /// Keeps the last bytes, in a new file that replaces the other.
    private void cut(RandomAccessFile file, String trial, long end) throws IOException {
        byte[] last = new byte[KEPT];
        file.seek(file.length() - KEPT);
        file.readFully(last);
        Path shorter = folder.resolve(trial + ".new");
        try (RandomAccessFile out = new RandomAccessFile(shorter.toFile(), "rw")) {
            out.setLength(0);
            out.writeLong(end - KEPT);
            out.write(last);
        }
        Files.move(shorter, file(trial), StandardCopyOption.ATOMIC_MOVE);
    }

    /// The output from an offset on, at most its last megabyte; empty when there is none.
    public Part read(String trial, long after) throws IOException {
        ReentrantLock lock = lock(trial);
        lock.lock();
        try {
            if (!Files.exists(file(trial))) {
                return new Part(0, 0, new byte[0]);
            }
            try (RandomAccessFile file = new RandomAccessFile(file(trial).toFile(), "r")) {
                long start = file.readLong();
                long end = start + file.length() - HEAD;
                long from = Math.max(Math.max(start, end - KEPT), Math.min(after, end));
                byte[] bytes = new byte[(int) (end - from)];
                file.seek(HEAD + from - start);
                file.readFully(bytes);
                return new Part(from, end, bytes);
            }
        } finally {
            lock.unlock();
        }
    }

    private Path file(String trial) {
        return folder.resolve(trial);
    }

    private ReentrantLock lock(String trial) {
        return locks[Math.floorMod(trial.hashCode(), LOCKS)];
    }
}
