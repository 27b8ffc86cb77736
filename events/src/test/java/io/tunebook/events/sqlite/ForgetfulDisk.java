package io.tunebook.events.sqlite;

import io.tunebook.events.sql.HeadFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.sqlite.SQLiteConnection;

/// Records every write and every flush of SQLite and the head file in their order, and afterwards
/// produces the state of a disk after a power failure: all flushed bytes, and any part of the
/// others, torn at 512 bytes.
///
/// It intercepts SQLite's calls in its `sqlite3_vfs` and `sqlite3_io_methods` tables, whose layout
/// is its public interface (<https://sqlite.org/c3ref/vfs.html>); a connection begins with a
/// pointer to the former.
@SuppressWarnings("restricted")
final class ForgetfulDisk implements AutoCloseable {
    private static final int SECTOR = 512;
    private static final long OPEN = 40;
    private static final long DELETE = 48;
    private static final long WRITE = 24;
    private static final long TRUNCATE = 32;
    private static final long SYNC = 40;
    private static final long METHODS_BYTES = 8 + 18 * 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor OPEN_CALL =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS);
    private static final FunctionDescriptor DELETE_CALL =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT);
    private static final FunctionDescriptor WRITE_CALL =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG);
    private static final FunctionDescriptor TRUNCATE_CALL =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final FunctionDescriptor SYNC_CALL =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    private final Arena arena = Arena.ofShared();
    private final Path folder;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Long, String> names = new ConcurrentHashMap<>();
    private final Map<Long, MemorySegment> methods = new ConcurrentHashMap<>();
    private final MemorySegment vfs;
    private final MemorySegment realOpen;
    private final MemorySegment realDelete;
    private final MethodHandle open;
    private final MethodHandle delete;
    private final MethodHandle write;
    private final MethodHandle truncate;
    private final MethodHandle sync;

    /// The recorded steps, in their order.
    sealed interface Step {
        record Write(String file, long at, byte[] bytes) implements Step {}

        record Truncate(String file, long size) implements Step {}

        record Sync(String file) implements Step {}

        /// The file was deleted, durably once the folder is flushed.
        record Delete(String file, boolean durable) implements Step {}

        /// An append was acknowledged up to this position.
        record Acknowledged(long position) implements Step {}
    }

    /// @param folder whose files are recorded
    ForgetfulDisk(Path folder) throws Exception {
        this.folder = folder.toRealPath();
        open = LINKER.downcallHandle(OPEN_CALL);
        delete = LINKER.downcallHandle(DELETE_CALL);
        write = LINKER.downcallHandle(WRITE_CALL);
        truncate = LINKER.downcallHandle(TRUNCATE_CALL);
        sync = LINKER.downcallHandle(SYNC_CALL);
        vfs = vfs();
        realOpen = vfs.get(ValueLayout.ADDRESS, OPEN);
        realDelete = vfs.get(ValueLayout.ADDRESS, DELETE);
        vfs.set(ValueLayout.ADDRESS, OPEN, upcall("xOpen", OPEN_CALL));
        vfs.set(ValueLayout.ADDRESS, DELETE, upcall("xDelete", DELETE_CALL));
    }

    private static MemorySegment vfs() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Object database = ((SQLiteConnection) connection).getDatabase();
            Field pointer = database.getClass().getDeclaredField("pointer");
            pointer.setAccessible(true);
            return MemorySegment.ofAddress(pointer.getLong(database))
                    .reinterpret(8)
                    .get(ValueLayout.ADDRESS, 0)
                    .reinterpret(DELETE + 8);
        }
    }

    private MemorySegment upcall(String method, FunctionDescriptor call) throws Exception {
        MethodType type = call.toMethodType();
        return LINKER.upcallStub(MethodHandles.lookup().bind(this, method, type), call, arena);
    }

    /// The file of the head file.
    HeadFile.Disk beneath(HeadFile.Disk real) {
        return new HeadFile.Disk() {
            @Override
            public void write(byte[] bytes) throws IOException {
                add(new Step.Write("head", 0, bytes.clone()));
                real.write(bytes);
            }

            @Override
            public void force() throws IOException {
                real.force();
                add(new Step.Sync("head"));
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    void acknowledged(long position) {
        add(new Step.Acknowledged(position));
    }

    private void add(Step step) {
        synchronized (steps) {
            steps.add(step);
        }
    }

    List<Step> steps() {
        synchronized (steps) {
            return List.copyOf(steps);
        }
    }

    @SuppressWarnings("unused")
    private int xOpen(
            MemorySegment v, MemorySegment name, MemorySegment file, int flags, MemorySegment out) {
        try {
            int rc = (int) open.invokeExact(realOpen, v, name, file, flags, out);
            if (rc == 0 && name.address() != 0) {
                Path path = Path.of(name.reinterpret(Long.MAX_VALUE).getString(0));
                if (path.startsWith(folder)) {
                    names.put(file.address(), path.getFileName().toString());
                    watch(file.reinterpret(8));
                }
            }
            return rc;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unused")
    private int xDelete(MemorySegment v, MemorySegment name, int syncFolder) {
        try {
            int rc = (int) delete.invokeExact(realDelete, v, name, syncFolder);
            Path path = Path.of(name.reinterpret(Long.MAX_VALUE).getString(0));
            if (rc == 0 && path.startsWith(folder)) {
                add(new Step.Delete(path.getFileName().toString(), syncFolder != 0));
            }
            return rc;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Gives the file a copy of its table of methods, with three of them replaced.
    private void watch(MemorySegment file) throws Exception {
        MemorySegment real = file.get(ValueLayout.ADDRESS, 0);
        MemorySegment replacement = methods.get(real.address());
        if (replacement == null) {
            replacement = arena.allocate(METHODS_BYTES, 8);
            replacement.copyFrom(real.reinterpret(METHODS_BYTES));
            MemorySegment table = real.reinterpret(METHODS_BYTES);
            Real calls =
                    new Real(
                            table.get(ValueLayout.ADDRESS, WRITE),
                            table.get(ValueLayout.ADDRESS, TRUNCATE),
                            table.get(ValueLayout.ADDRESS, SYNC));
            replacement.set(ValueLayout.ADDRESS, WRITE, stub(calls, "xWrite", WRITE_CALL));
            replacement.set(ValueLayout.ADDRESS, TRUNCATE, stub(calls, "xTruncate", TRUNCATE_CALL));
            replacement.set(ValueLayout.ADDRESS, SYNC, stub(calls, "xSync", SYNC_CALL));
            methods.put(real.address(), replacement);
        }
        file.set(ValueLayout.ADDRESS, 0, replacement);
    }

    private MemorySegment stub(Real calls, String method, FunctionDescriptor call)
            throws Exception {
        return LINKER.upcallStub(
                MethodHandles.lookup().bind(calls, method, call.toMethodType()), call, arena);
    }

    /// The original calls, recorded before or after they are made.
    private final class Real {
        private final MemorySegment realWrite;
        private final MemorySegment realTruncate;
        private final MemorySegment realSync;

        Real(MemorySegment realWrite, MemorySegment realTruncate, MemorySegment realSync) {
            this.realWrite = realWrite;
            this.realTruncate = realTruncate;
            this.realSync = realSync;
        }

        @SuppressWarnings("unused")
        int xWrite(MemorySegment file, MemorySegment bytes, int n, long at) {
            try {
                byte[] copy = bytes.reinterpret(n).toArray(ValueLayout.JAVA_BYTE);
                add(new Step.Write(names.get(file.address()), at, copy));
                return (int) write.invokeExact(realWrite, file, bytes, n, at);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @SuppressWarnings("unused")
        int xTruncate(MemorySegment file, long size) {
            try {
                add(new Step.Truncate(names.get(file.address()), size));
                return (int) truncate.invokeExact(realTruncate, file, size);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @SuppressWarnings("unused")
        int xSync(MemorySegment file, int flags) {
            try {
                int rc = (int) sync.invokeExact(realSync, file, flags);
                if (rc == 0) {
                    add(new Step.Sync(names.get(file.address())));
                }
                return rc;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// Writes into a folder the state of the disk after a power failure at a step.
    static void powerFails(List<Step> steps, int after, Random random, Path into)
            throws IOException {
        Map<String, Integer> flushed = new TreeMap<>();
        for (int i = 0; i < after; i++) {
            if (steps.get(i) instanceof Step.Sync(String file)) {
                flushed.put(file, i);
            }
        }
        Map<String, Image> images = new TreeMap<>();
        for (int i = 0; i < after; i++) {
            switch (steps.get(i)) {
                case Step.Write w -> {
                    Image image = images.computeIfAbsent(w.file(), f -> new Image());
                    if (i < flushed.getOrDefault(w.file(), -1)) {
                        image.write(w.at(), w.bytes(), 0, w.bytes().length);
                    } else {
                        image.writePart(w, random);
                    }
                }
                case Step.Truncate t -> {
                    if (i < flushed.getOrDefault(t.file(), -1) || random.nextBoolean()) {
                        images.computeIfAbsent(t.file(), f -> new Image()).truncate(t.size());
                    }
                }
                case Step.Delete d -> {
                    // The folder is flushed after the head file is created, before any append is
                    // acknowledged.
                    if (d.durable() || i < firstAcknowledged(steps) || random.nextBoolean()) {
                        images.remove(d.file());
                    }
                }
                case Step.Sync s -> {}
                case Step.Acknowledged a -> {}
            }
        }
        for (Map.Entry<String, Image> image : images.entrySet()) {
            Files.write(into.resolve(image.getKey()), image.getValue().bytes());
        }
    }

    /// From here on nothing may be lost.
    static int firstAcknowledged(List<Step> steps) {
        int i = 0;
        while (!(steps.get(i) instanceof Step.Acknowledged)) {
            i++;
        }
        return i;
    }

    /// A file's bytes.
    private static final class Image {
        private byte[] bytes = new byte[0];
        private int size;

        void writePart(Step.Write w, Random random) {
            switch (random.nextInt(3)) {
                case 0 -> {}
                case 1 -> write(w.at(), w.bytes(), 0, w.bytes().length);
                default -> {
                    // Sectors are written atomically, in any order.
                    int from = 0;
                    while (from < w.bytes().length) {
                        long at = w.at() + from;
                        int n = (int) Math.min(SECTOR - at % SECTOR, w.bytes().length - from);
                        if (random.nextBoolean()) {
                            write(at, w.bytes(), from, n);
                        }
                        from += n;
                    }
                }
            }
        }

        void write(long at, byte[] from, int offset, int n) {
            int end = Math.toIntExact(at) + n;
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            ByteBuffer.wrap(bytes).put((int) at, from, offset, n);
            size = Math.max(size, end);
        }

        void truncate(long to) {
            if (to < size) {
                Arrays.fill(bytes, (int) to, size, (byte) 0);
                size = (int) to;
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, size);
        }
    }

    /// Open files keep the replaced methods: close them first.
    @Override
    public void close() throws SQLException {
        vfs.set(ValueLayout.ADDRESS, OPEN, realOpen);
        vfs.set(ValueLayout.ADDRESS, DELETE, realDelete);
        arena.close();
    }
}
