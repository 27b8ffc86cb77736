package io.tunebook.server.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Up to [#CAPACITY] consecutive measurements of one metric, with the extremes of every [#CELL] of
/// them.
///
/// Append-only, by one thread at a time ([#append]). A reader knows its own length and reads no
/// further, so old and new versions of a curve share their blocks. Steps with an even stride are
/// not stored.
final class Block {
    static final int CAPACITY = 1_024;
    static final int CELL = 64;
    private static final int MIN_CAPACITY = 16;

    private float[] values;
    private long @Nullable [] steps;
    private long first;
    private long stride = 1;
    private int used;

    /// Extremes of the full cells: two floats per cell, the lowest and the highest number, and the
    /// count of NaN values.
    private float[] extremes = {};

    private short[] notNumbers = {};

    Block(int expected) {
        values = new float[Math.clamp(expected, MIN_CAPACITY, CAPACITY)];
    }

    /// A new block with a copy of the first `n` measurements.
    synchronized Block copy(int n) {
        Block copy = new Block(n + n / 2);
        for (int i = 0; i < n; i++) {
            copy.add(step(i), values[i]);
        }
        return copy;
    }

    /// Adds measurements after the first `n`, as many as fit.
    ///
    /// @return the number of added measurements; -1 when the block has more than `n` already
    synchronized int append(int n, long[] newSteps, float[] newValues, int from) {
        if (used != n) {
            return -1;
        }
        int count = Math.min(newValues.length - from, CAPACITY - used);
        if (used + count > values.length) {
            values =
                    Arrays.copyOf(
                            values, Math.min(CAPACITY, Math.max(2 * values.length, used + count)));
        }
        for (int i = from; i < from + count; i++) {
            add(newSteps[i], newValues[i]);
        }
        return count;
    }

    /// The first `n` measurements.
    synchronized Curves.Segment stretch(int n) {
        return new Curves.Segment(
                first,
                stride,
                steps == null ? null : Arrays.copyOf(steps, n),
                Arrays.copyOf(values, n));
    }

    static Block of(Curves.Segment stretch) {
        Block block = new Block(0);
        block.first = stretch.first();
        block.stride = stretch.stride();
        block.steps = stretch.steps();
        block.values = stretch.values();
        block.used = block.values.length;
        for (int cell = 0; cell < block.used / CELL; cell++) {
            block.summarise(cell);
        }
        return block;
    }

    private void add(long step, float value) {
        if (used == 0) {
            first = step;
        } else if (used == 1) {
            stride = step - first;
        } else if (steps == null && step != first + used * stride) {
            long[] all = new long[values.length];
            for (int i = 0; i < used; i++) {
                all[i] = first + i * stride;
            }
            steps = all;
        }
        if (steps != null) {
            if (used == steps.length) {
                steps = Arrays.copyOf(steps, values.length);
            }
            steps[used] = step;
        }
        values[used++] = value;
        if (used % CELL == 0) {
            summarise(used / CELL - 1);
        }
    }

    private void summarise(int cell) {
        Extremes e = new Extremes();
        e.addAll(values, cell * CELL, (cell + 1) * CELL);
        extremes = Arrays.copyOf(extremes, 2 * cell + 2);
        notNumbers = Arrays.copyOf(notNumbers, cell + 1);
        extremes[2 * cell] = e.lowest;
        extremes[2 * cell + 1] = e.highest;
        notNumbers[cell] = (short) e.notNumbers;
    }

    synchronized long step(int i) {
        return steps != null ? steps[i] : first + i * stride;
    }

    synchronized float value(int i) {
        return values[i];
    }

    /// The index of the first of the first `n` measurements at or above the step; `n` when there is
    /// none.
    synchronized int indexOf(long step, int n) {
        int low = 0;
        int high = n;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (step(middle) < step) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Adds the measurements of an index range, full cells by their extremes.
    synchronized void addTo(Extremes e, int from, int to) {
        int i = from;
        while (i < to) {
            int cell = i / CELL;
            if (i % CELL == 0 && i + CELL <= to) {
                e.add(extremes[2 * cell], extremes[2 * cell + 1], notNumbers[cell]);
                i += CELL;
            } else {
                int end = Math.min(to, (cell + 1) * CELL);
                e.addAll(values, i, end);
                i = end;
            }
        }
    }

    /// Copies the first `n` measurements with exact steps.
    synchronized void copyTo(long[] intoSteps, float[] intoValues, int n) {
        for (int i = 0; i < n; i++) {
            intoSteps[i] = step(i);
        }
        System.arraycopy(values, 0, intoValues, 0, n);
    }

    /// Copies the first `n` measurements.
    synchronized void copyTo(float[] intoSteps, float[] intoValues, int at, int n) {
        for (int i = 0; i < n; i++) {
            intoSteps[at + i] = step(i);
        }
        System.arraycopy(values, 0, intoValues, at, n);
    }

    /// The lowest and the highest of some values, and the count of NaN values. Infinities are
    /// numbers here.
    static final class Extremes {
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        int notNumbers;

        void add(float low, float high, int nans) {
            lowest = Math.min(lowest, low);
            highest = Math.max(highest, high);
            notNumbers += nans;
        }

        void addAll(float[] values, int from, int to) {
            for (int i = from; i < to; i++) {
                float value = values[i];
                if (Float.isNaN(value)) {
                    notNumbers++;
                } else {
                    lowest = Math.min(lowest, value);
                    highest = Math.max(highest, value);
                }
            }
        }
    }
}
