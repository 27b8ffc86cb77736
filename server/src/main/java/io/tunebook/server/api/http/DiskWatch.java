package io.tunebook.server.api.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The free space of the log's disk. Logs a warning when it becomes low, and when it is sufficient
/// again.
final class DiskWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long MEGABYTE = 1 << 20;

    /// Below this much free space the server is not ready.
    static final long MIN_FREE = 64 * MEGABYTE;

    /// Below this much free space the server warns.
    static final long MIN_FREE_BYTES = 1_024 * MEGABYTE;

    private static final int LOOK_SECONDS = 30;

    private final Path folder;
    private final long little;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("disk-watch").factory());

    /// Read and written by the clock's thread only.
    private boolean warned;

    /// @param little bytes below which it warns
    DiskWatch(Path folder, long little) {
        this.folder = folder;
        this.little = little;
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /// The bytes that this user can still write; 0 when unknown.
    long free() {
        return folder.toFile().getUsableSpace();
    }

    /// Whether the free space is low.
    boolean warns() {
        return free() < little;
    }

    Health.Check check() {
        try {
            return check(Files.getFileStore(folder).getUsableSpace(), little);
        } catch (IOException e) {
            return new Health.Check(
                    "disk", false, false, "the free space of the disk cannot be read");
        }
    }

    /// @param free bytes
    /// @param little bytes below which it warns
    static Health.Check check(long free, long little) {
        boolean ok = free >= MIN_FREE;
        boolean warning = free < little || !ok;
        return new Health.Check(
                "disk",
                ok,
                warning,
                "%,d MB free%s"
                        .formatted(
                                free / MEGABYTE,
                                !ok
                                        ? ": make room now, writes will soon be refused"
                                        : warning ? ": make room soon" : ""));
    }

    private void look() {
        Health.Check now = check();
        if (now.warning() || !now.ok()) {
            if (!warned) {
                LOG.warn("free space on the disk of {}: {}", folder, now.detail());
            }
            warned = true;
        } else if (warned) {
            LOG.info("enough free space again on the disk of {}: {}", folder, now.detail());
            warned = false;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
