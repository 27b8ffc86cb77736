package io.tunebook.server.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One metric of one trial as of a position: blocks, all but the last full. Appears immutable;
/// longer versions share its blocks.
record MetricSeries(Block[] blocks, int size) {
    static final MetricSeries EMPTY = new MetricSeries(new Block[0], 0);

    /// A copy with appended measurements.
    MetricSeries plus(long[] steps, float[] values) {
        MetricSeries track = this;
        int at = 0;
        while (at < values.length) {
            MetricSeries room = track.withRoom(values.length - at);
            Block last = room.blocks[room.blocks.length - 1];
            int within = room.size - (room.blocks.length - 1) * Block.CAPACITY;
            int added = last.append(within, steps, values, at);
            if (added < 0) {
                // A later version of this track has appended to the block: copy it.
                Block[] own = room.blocks.clone();
                own[own.length - 1] = last.copy(within);
                track = new MetricSeries(own, room.size);
            } else {
                track = new MetricSeries(room.blocks, room.size + added);
                at += added;
            }
        }
        return track;
    }

    /// A copy with this value at this step, new or replaced. It shares the blocks before the step.
    MetricSeries put(long step, float value) {
        int at = indexOf(step);
        if (at == size) {
            return plus(new long[] {step}, new float[] {value});
        }
        boolean replaces = step(at) == step;
        int b = at / Block.CAPACITY;
        int within = at % Block.CAPACITY;
        Block changed = blocks[b].copy(within);
        changed.append(within, new long[] {step}, new float[] {value}, 0);
        Block[] before = Arrays.copyOf(blocks, b + 1);
        before[b] = changed;
        MetricSeries track = new MetricSeries(before, at + 1);
        int next = replaces ? at + 1 : at;
        int endOfBlock = replaces ? Math.min(size, (b + 1) * Block.CAPACITY) : size;
        track = track.plus(steps(next, endOfBlock), values(next, endOfBlock));
        if (endOfBlock == size) {
            return track;
        }
        Block[] all = blocks.clone();
        all[b] = track.blocks[b];
        return new MetricSeries(all, size);
    }

    List<Curves.Segment> stretches() {
        List<Curves.Segment> stretches = new ArrayList<>(blocks.length);
        for (int b = 0; b < blocks.length; b++) {
            stretches.add(blocks[b].stretch(sizeOf(b)));
        }
        return stretches;
    }

    static MetricSeries of(List<Curves.Segment> stretches) {
        return new MetricSeries(
                stretches.stream().map(Block::of).toArray(Block[]::new),
                stretches.stream().mapToInt(s -> s.values().length).sum());
    }

    private long[] steps(int from, int to) {
        return java.util.stream.IntStream.range(from, to).mapToLong(this::step).toArray();
    }

    private float[] values(int from, int to) {
        float[] values = new float[to - from];
        for (int i = from; i < to; i++) {
            values[i - from] = blocks[i / Block.CAPACITY].value(i % Block.CAPACITY);
        }
        return values;
    }

    private MetricSeries withRoom(int expected) {
        if (size < blocks.length * Block.CAPACITY) {
            return this;
        }
        Block[] more = Arrays.copyOf(blocks, blocks.length + 1);
        more[blocks.length] = new Block(expected);
        return new MetricSeries(more, size);
    }

    private int sizeOf(int block) {
        return Math.min(Block.CAPACITY, size - block * Block.CAPACITY);
    }

    long step(int i) {
        return blocks[i / Block.CAPACITY].step(i % Block.CAPACITY);
    }

    /// All measurements.
    Curves.Series series(String metric) {
        float[] steps = new float[size];
        float[] values = new float[size];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b].copyTo(steps, values, b * Block.CAPACITY, sizeOf(b));
        }
        return new Curves.Series(metric, steps, values);
    }

    /// The downsampled metric: for each column with measurements the step of the first, the lowest
    /// and the highest value, and the number of NaN values.
    ///
    /// @param from the first step to show
    /// @param to the last step to show
    Curves.Buckets buckets(String metric, int columns, long from, long to) {
        int start = indexOf(from);
        int end = to == Long.MAX_VALUE ? size : indexOf(to + 1);
        if (start >= end) {
            return new Curves.Buckets(metric, List.of());
        }
        long first = step(start);
        long span = step(end - 1) - first + 1;
        List<Curves.Bucket> buckets = new ArrayList<>(Math.min(columns, end - start));
        int at = start;
        for (int column = 0; column < columns && at < end; column++) {
            long edge = first + (long) ((double) span * (column + 1) / columns);
            int next = column == columns - 1 ? end : Math.min(end, indexOf(edge));
            if (next > at) {
                buckets.add(bucket(at, next));
                at = next;
            }
        }
        return new Curves.Buckets(metric, buckets);
    }

    private Curves.Bucket bucket(int from, int to) {
        Block.Extremes e = new Block.Extremes();
        for (int b = from / Block.CAPACITY; b <= (to - 1) / Block.CAPACITY; b++) {
            int start = b * Block.CAPACITY;
            blocks[b].addTo(
                    e, Math.max(from, start) - start, Math.min(to, start + Block.CAPACITY) - start);
        }
        boolean none = e.lowest > e.highest;
        return new Curves.Bucket(
                step(from),
                none ? Float.NaN : e.lowest,
                none ? Float.NaN : e.highest,
                e.notNumbers);
    }

    /// The index of the first measurement at or above the step; the size when there is none.
    private int indexOf(long step) {
        int low = 0;
        int high = blocks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks[middle].step(sizeOf(middle) - 1) < step) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == blocks.length
                ? size
                : low * Block.CAPACITY + blocks[low].indexOf(step, sizeOf(low));
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof MetricSeries that) || size != that.size) {
            return false;
        }
        Curves.Series left = series("");
        Curves.Series right = that.series("");
        return Arrays.equals(left.steps(), right.steps())
                && Arrays.equals(left.values(), right.values());
    }

    @Override
    public int hashCode() {
        return size;
    }

    @Override
    public String toString() {
        return "Track[%d measurements]".formatted(size);
    }
}
