package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// A server under load for minutes, each with a fault: a kill, a stop, a flipped bit, a full disk.
/// Checks that no acknowledged event is lost, that every fault is noticed and ends as documented,
/// and that memory and file descriptors do not grow. Linux only.
final class SoakBench {
    private final SoakLog log;
    private final int minutes;
    private final Consumer<Row> each;
    private final List<SoakLife> lives = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    SoakBench(Path folder, int minutes, Consumer<Row> each) {
        this.log = new SoakLog(folder.resolve("log"), new HashSet<>());
        this.minutes = minutes;
        this.each = each;
    }

    /// @throws IllegalArgumentException where there is no `/proc`
    List<Row> rows() throws Exception {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            throw new IllegalArgumentException(
                    "the soak reads /proc, which this system does not have: run it on Linux");
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (EventLog created = SqliteEventLog.open(log.folder())) {
            GeneratedLog.rounds(created, SoakLoad.ROUNDS);
        }
        report(Row.plain("minutes (seed %d)".formatted(seed), minutes, "minutes"));
        for (int minute = 1; minute <= minutes; minute++) {
            try (SoakFault fault = fault(minute)) {
                SoakLife life = SoakLife.of(log, fault, random);
                lives.add(life);
                report("minute %d, %s: ".formatted(minute, fault.name()), life);
            }
        }
        new SoakVerdict(lives, log.expected().size()).rows().forEach(this::report);
        return rows;
    }

    /// In turn, so that the first minutes have one of each.
    private SoakFault fault(int minute) throws IOException {
        return switch (minute % 5) {
            case 1 -> new SoakFault.Kill();
            case 2 -> new SoakFlip(true);
            case 3 -> SoakFullDisk.of(log);
            case 4 -> new SoakFlip(false);
            default -> new SoakFault.Stop();
        };
    }

    private void report(String name, SoakLife life) {
        SoakLoad load = life.load();
        List<Row> figures = new ArrayList<>();
        figures.add(Row.plain("acknowledged", load.acknowledged().size(), "events"));
        figures.add(Row.plain("reads", load.reads(), "requests"));
        figures.add(Row.plain("streams opened and closed", load.streams(), "streams"));
        figures.add(Row.plain("memory", life.memory(), "MB"));
        figures.add(Row.plain("file descriptors", (double) life.descriptors(), "files"));
        figures.addAll(life.fault().rows());
        figures.forEach(row -> report(Row.plain(name + row.name(), row.value(), row.unit())));
    }

    private void report(Row row) {
        rows.add(row);
        each.accept(row);
    }
}
