package io.tunebook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// Another program fills the disk to the last byte. Writes must be refused with 507, pages must be
/// readable, and writes must resume by themselves when there is space.
final class SoakFullDisk implements SoakFault {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration FULL = Duration.ofSeconds(10);

    /// Room for the log of a minute, and a few megabytes.
    private static final long ROOM_MB = 64;

    private final SoakDisk disk;
    private double refused = Double.POSITIVE_INFINITY;
    private double resumed = Double.POSITIVE_INFINITY;
    private int wrong;
    private int unreadable;

    private SoakFullDisk(SoakDisk disk) {
        this.disk = disk;
    }

    /// On a disk of its own; or one that is skipped, where that cannot be mounted.
    static SoakFault of(SoakLog log) throws IOException {
        Path path = log.folder().resolveSibling("disk");
        SoakDisk disk = SoakDisk.mount(path, (Files.size(log.database()) >> 20) * 2 + ROOM_MB);
        return disk == null ? new Skipped("disk full") : new SoakFullDisk(disk);
    }

    @Override
    public String name() {
        return "disk full";
    }

    @Override
    public ServerProcess start(SoakLog log) throws Exception {
        copy(log.folder(), disk.seen().resolve("log"));
        return SoakLog.serve(disk.path().resolve("log"), disk.inside());
    }

    @Override
    public void during(SoakLog log, ServerProcess server, Random random) throws Exception {
        try (SoakProbe probe = new SoakProbe(server.url(), log.expected())) {
            disk.fill();
            refused = SoakProbe.secondsUntil(probe::write, a -> a.statusCode() == 507, TIMEOUT);
            long end = System.nanoTime() + FULL.toNanos();
            while (System.nanoTime() < end) {
                wrong += probe.write().statusCode() == 507 ? 0 : 1;
                unreadable += probe.unreadablePages();
            }
            disk.free();
            resumed = SoakProbe.secondsUntil(probe::write, a -> a.statusCode() == 200, TIMEOUT);
        }
    }

    @Override
    public void after(SoakLog log, Random random) throws Exception {
        Path before = log.folder().resolveSibling("before-" + System.nanoTime());
        Files.move(log.folder(), before);
        copy(disk.seen().resolve("log"), log.folder());
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException("%s cannot be copied".formatted(from));
        }
    }

    /// The seconds until a write is accepted again, from when there is space.
    double resumed() {
        return resumed;
    }

    /// What contradicts the documented behaviour, in number: writes while the disk was full that
    /// were not answered with 507, pages not with 200.
    int faults() {
        return wrong + unreadable + (Double.isInfinite(refused) ? 1 : 0);
    }

    @Override
    public List<Row> rows() {
        return List.of(
                Row.plain("507 after", refused, "s"),
                Row.plain("wrong answers to writes", wrong, "requests"),
                Row.plain("unreadable pages", unreadable, "requests"),
                Row.plain("writes resume", resumed, "s"));
    }

    @Override
    public void close() {
        disk.close();
    }
}
