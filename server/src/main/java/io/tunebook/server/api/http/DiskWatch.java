package io.tunebook.server.api.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much room the log's disk has, said before it has none: in the server's log when it becomes
/// little and when it is enough again, and to whoever asks.
final class DiskWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long MEGABYTE = 1 << 20;

    /// Below this much free disk nothing should be sent here any more.
    static final long MIN_FREE = 64 * MEGABYTE;

    /// Below this much somebody should make room.
    static final long MIN_FREE_BYTES = 1_024 * MEGABYTE;

    private static final int LOOK_SECONDS = 30;

    private final Path folder;
    private final long little;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("disk-watch").factory());

    /// Only for the clock's thread.
    private boolean warned;

    /// @param little bytes below which it warns
    DiskWatch(Path folder, long little) {
        this.folder = folder;
        this.little = little;
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /// Bytes that this user may still write; 0 when the disk does not say.
    long free() {
        return folder.toFile().getUsableSpace();
    }

    /// Whether somebody should make room.
    boolean warns() {
        return free() < little;
    }

    Health.Check check() {
        try {
            return check(Files.getFileStore(folder).getUsableSpace(), little);
        } catch (IOException e) {
            return new Health.Check(
                    "disk", false, false, "the disk does not say how much room it has");
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
                                        ? ": make room now, what is recorded is about to be refused"
                                        : warning ? ": make room soon" : ""));
    }

    private void look() {
        Health.Check now = check();
        if (now.warning() || !now.ok()) {
            if (!warned) {
                LOG.warn("the disk that {} is on: {}", folder, now.detail());
            }
            warned = true;
        } else if (warned) {
            LOG.info("the disk that {} is on has room again: {}", folder, now.detail());
            warned = false;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
