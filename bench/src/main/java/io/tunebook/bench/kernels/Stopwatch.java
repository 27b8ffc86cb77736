package io.tunebook.bench.kernels;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/// Measures the time of work on a machine that other processes use as well.
final class Stopwatch {

    /// Microseconds for one run of the work: wall-clock time, and CPU time of all Java threads
    /// together.
    record Time(double wall, double cpu) {}

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Stopwatch() {}

    /// Runs the work for `seconds` seconds, at least once.
    static Time time(Runnable work, double seconds) {
        long runs = 0;
        long began = System.nanoTime();
        double cpu = cpu();
        do {
            work.run();
            runs++;
        } while (System.nanoTime() - began < seconds * 1e9);
        double wall = System.nanoTime() - began;
        return new Time(wall / runs / 1e3, (cpu() - cpu) / runs / 1e3);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double cpu() {
        double total = 0;
        for (long id : THREADS.getAllThreadIds()) {
            total += Math.max(0, THREADS.getThreadCpuTime(id));
        }
        return total;
    }
}
