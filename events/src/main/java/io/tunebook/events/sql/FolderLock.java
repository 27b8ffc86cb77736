package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The ownership of a folder by one process: a lock on a file that contains its process id.
public final class FolderLock implements AutoCloseable {
    /// The locked byte is far behind the process id, so that other processes can read it where
    /// locks are mandatory.
    public static final long LOCKED_BYTE = 1L << 40;

    /// The folders that this process owns. Opening the file a second time and closing it would
    /// release the first lock (POSIX), so this set is checked first.
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private final Path real;
    private final FileChannel channel;

    private FolderLock(Path real, FileChannel channel) {
        this.real = real;
        this.channel = channel;
    }

    /// @throws LogUnavailable.Owned when another process or this one owns the folder already
    public static FolderLock of(LogFolder folder) throws IOException {
        Path real = folder.path().toRealPath();
        if (!OWNED.add(real)) {
            throw new LogUnavailable.Owned(folder.path(), ownPid());
        }
        try {
            return new FolderLock(real, lock(folder));
        } catch (IOException | RuntimeException e) {
            OWNED.remove(real);
            throw e;
        }
    }

    public static String ownPid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OWNED.remove(real);
        }
    }

    private static FileChannel lock(LogFolder folder) throws IOException {
        OwnerOnly.createFile(folder.lock());
        FileChannel channel =
                FileChannel.open(
                        folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw new LogUnavailable.Owned(
                        folder.path(), Files.readString(folder.lock()).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ownPid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
