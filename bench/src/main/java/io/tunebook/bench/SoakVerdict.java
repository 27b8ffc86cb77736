package io.tunebook.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/// The figures of all minutes of a soak, with their bars.
///
/// @param expected the number of events that the log must have
record SoakVerdict(List<SoakLife> lives, int expected) {
    private static final double MAX_GROWTH = 1.25;

    /// A pass of the verification takes longer in a larger log, because it rests most of the time.
    private static final double MAX_NOTICE_SECONDS = 60;

    private static final double MAX_RESUME_SECONDS = 5;
    private static final double MAX_RESTORE_SECONDS = 5;

    List<Row> rows() {
        List<Row> rows = new ArrayList<>(log());
        rows.addAll(flips());
        rows.addAll(disks());
        rows.addAll(process());
        return rows;
    }

    private List<Row> log() {
        return List.of(
                Row.plain("acknowledged", expected, "events"),
                Row.valueAtMost(
                        "lost, and not listed by recover", sum(SoakLife::lost), "events", 0),
                Row.valueAtMost(
                        "times that the log did not verify",
                        sum(l -> l.intact() ? 0 : 1),
                        "times",
                        0),
                Row.valueAtMost(
                        "failed requests (5xx but 503, 507)", sum(SoakLife::failed), "requests", 0),
                Row.plain("refused for now (503)", sum(l -> l.load().refused()), "requests"),
                Row.plain("refused, disk full (507)", sum(l -> l.load().full()), "requests"));
    }

    private List<Row> flips() {
        List<SoakFlip> flips = faults(SoakFlip.class);
        return flips.isEmpty()
                ? List.of()
                : List.of(
                        Row.plain("flipped bits", flips.size(), "bits"),
                        Row.valueAtMost(
                                "not noticed",
                                (double)
                                        flips.stream()
                                                .filter(f -> Double.isInfinite(f.noticed()))
                                                .count(),
                                "bits",
                                0),
                        Row.valueAtMost(
                                "noticed after, at most",
                                max(flips, SoakFlip::noticed),
                                "s",
                                MAX_NOTICE_SECONDS),
                        Row.plain(
                                "acknowledged, lost as recover listed",
                                flips.stream().mapToInt(SoakFlip::struck).sum(),
                                "events"),
                        Row.valueAtMost(
                                "accepted writes, no pages, wrong losses",
                                flips.stream().mapToInt(SoakFlip::faults).sum(),
                                "times",
                                0),
                        Row.valueAtMost(
                                "writable after recovery, at most",
                                max(flips, SoakFlip::restored),
                                "s",
                                MAX_RESTORE_SECONDS));
    }

    private List<Row> disks() {
        List<SoakFullDisk> disks = faults(SoakFullDisk.class);
        int skipped = faults(SoakFault.Skipped.class).size();
        List<Row> rows = new ArrayList<>();
        if (skipped > 0) {
            rows.add(Row.plain("full disks skipped: none can be mounted", skipped, "minutes"));
        }
        if (!disks.isEmpty()) {
            rows.add(Row.plain("full disks", disks.size(), "times"));
            rows.add(
                    Row.valueAtMost(
                            "wrong answers, unreadable pages",
                            disks.stream().mapToInt(SoakFullDisk::faults).sum(),
                            "requests",
                            0));
            rows.add(
                    Row.valueAtMost(
                            "writes resume after, at most",
                            max(disks, SoakFullDisk::resumed),
                            "s",
                            MAX_RESUME_SECONDS));
        }
        return rows;
    }

    private List<Row> process() {
        SoakLife first = lives.getFirst();
        SoakLife last = lives.getLast();
        return List.of(
                Row.atMost(
                        "memory in the last minute",
                        last.memory(),
                        "MB",
                        last.memory() / first.memory(),
                        "the first minute",
                        MAX_GROWTH),
                Row.atMost(
                        "file descriptors, at a minute's end",
                        (double) last.descriptors(),
                        "files",
                        max(lives, SoakLife::descriptorGrowth),
                        "after 20 s (worst)",
                        MAX_GROWTH),
                Row.valueAtMost(
                        "slowest end when stopped",
                        max(
                                lives.stream().filter(l -> !l.fault().isKill()).toList(),
                                SoakLife::ending),
                        "s",
                        SoakLife.MAX_STOP_SECONDS));
    }

    private int sum(ToIntFunction<SoakLife> of) {
        return lives.stream().mapToInt(of).sum();
    }

    private static <T> double max(List<T> all, ToDoubleFunction<T> of) {
        return all.stream().mapToDouble(of).max().orElse(0);
    }

    private <T> List<T> faults(Class<T> kind) {
        return lives.stream()
                .map(SoakLife::fault)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
