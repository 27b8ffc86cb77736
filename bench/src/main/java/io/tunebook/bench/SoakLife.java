package io.tunebook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;

/// The figures of one server of a soak until its end.
///
/// @param load the requests and their answers
/// @param settledDescriptors open files after the warm-up; `descriptors` at the end
/// @param memory resident, in MB, at the end
/// @param ending the duration of its stop, in seconds
/// @param lost events that the log must have and does not
record SoakLife(
        SoakFault fault,
        SoakLoad load,
        long settledDescriptors,
        long descriptors,
        double memory,
        double ending,
        int lost,
        boolean intact) {
    static final double MAX_STOP_SECONDS = 5;

    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int SETTLED_SECONDS = 20;
    private static final int FAULT_SECONDS = 30;

    /// Serves the log for a minute, or until the fault is over.
    static SoakLife of(SoakLog log, SoakFault fault, Random random) throws Exception {
        try (ServerProcess server = fault.start(log)) {
            long end = System.nanoTime() + LIFE.minusMillis(random.nextInt(2_000)).toNanos();
            SoakLoad load = new SoakLoad(server.url(), random.nextLong());
            load.start();
            Thread.sleep(Duration.ofSeconds(SETTLED_SECONDS));
            long settled = descriptors(server.pid());
            Thread.sleep(Duration.ofSeconds(FAULT_SECONDS - SETTLED_SECONDS));
            fault.during(log, server, random);
            // At a random moment.
            Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            if (!server.alive()) {
                throw new IllegalStateException("the server ended before it was stopped");
            }
            long descriptors = descriptors(server.pid());
            double memory = memory(server.pid());
            double ending = end(server, fault.isKill());
            load.end();
            log.expected().addAll(load.acknowledged());
            fault.after(log, random);
            return new SoakLife(
                    fault,
                    load,
                    settled,
                    descriptors,
                    memory,
                    ending,
                    log.missing(),
                    log.verifies());
        }
    }

    private static double end(ServerProcess server, boolean kill) throws IOException {
        long began = System.nanoTime();
        if (kill) {
            server.kill();
        } else {
            server.stop();
        }
        double ending = (System.nanoTime() - began) / 1e9;
        if (ending > MAX_STOP_SECONDS) {
            System.err.print(server.output());
        }
        return ending;
    }

    /// The growth of open files since the warm-up.
    double descriptorGrowth() {
        return (double) descriptors / settledDescriptors;
    }

    /// Requests that failed: 507 is no failure while the disk is full.
    int failed() {
        return load.failed() + (fault instanceof SoakFullDisk ? 0 : load.full());
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }

    private static double memory(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024.0;
            }
        }
        throw new IOException("the system does not report the memory of process %d".formatted(pid));
    }
}
