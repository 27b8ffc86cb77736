package io.tunebook.server.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One metric of one trial as of a position. Appears immutable; longer versions share its blocks.
///
/// @param blocks all but the last full, unless measurements were inserted before the end
/// @param starts the index of each block's first measurement; null when all but the last are full
/// @param size the number of measurements
@SuppressWarnings("ArrayRecordComponent")
record MetricSeries(Block[] blocks, int @Nullable [] starts, int size) {
    static final MetricSeries EMPTY = new MetricSeries(new Block[0], null, 0);

    /// The series of these blocks.
    ///
    /// @param sizes the number of measurements of each
    static MetricSeries of(List<Block> blocks, List<Integer> sizes) {
        int[] starts = new int[blocks.size()];
        boolean full = true;
        int size = 0;
        for (int b = 0; b < starts.length; b++) {
            starts[b] = size;
            full &= size == b * Block.CAPACITY;
            size += sizes.get(b);
        }
        return new MetricSeries(blocks.toArray(Block[]::new), full ? null : starts, size);
    }

    /// A copy with appended measurements.
    MetricSeries plus(long[] steps, float[] values) {
        MetricSeries track = this;
        int at = 0;
        while (at < values.length) {
            MetricSeries room = track.withRoom(values.length - at);
            Block last = room.blocks[room.blocks.length - 1];
            int within = room.sizeOf(room.blocks.length - 1);
            int added = last.append(within, steps, values, at);
            if (added < 0) {
                // A later version of this track has appended to the block: copy it.
                Block[] own = room.blocks.clone();
                own[own.length - 1] = last.copy(within);
                track = new MetricSeries(own, room.starts, room.size);
            } else {
                track = new MetricSeries(room.blocks, room.starts, room.size + added);
                at += added;
            }
        }
        return track;
    }

    List<Curves.Segment> stretches() {
        List<Curves.Segment> stretches = new ArrayList<>(blocks.length);
        for (int b = 0; b < blocks.length; b++) {
            stretches.add(blocks[b].stretch(sizeOf(b)));
        }
        return stretches;
    }

    static MetricSeries of(List<Curves.Segment> stretches) {
        return of(
                stretches.stream().map(Block::of).toList(),
                stretches.stream().map(s -> s.values().length).toList());
    }

    private MetricSeries withRoom(int expected) {
        if (blocks.length > 0 && sizeOf(blocks.length - 1) < Block.CAPACITY) {
            return this;
        }
        Block[] more = Arrays.copyOf(blocks, blocks.length + 1);
        more[blocks.length] = new Block(expected);
        int[] next = starts == null ? null : Arrays.copyOf(starts, more.length);
        if (next != null) {
            next[blocks.length] = size;
        }
        return new MetricSeries(more, next, size);
    }

    int sizeOf(int block) {
        return (block + 1 < blocks.length ? start(block + 1) : size) - start(block);
    }

    private int start(int block) {
        return starts == null ? block * Block.CAPACITY : starts[block];
    }

    private int blockOf(int i) {
        if (starts == null) {
            return i / Block.CAPACITY;
        }
        int at = Arrays.binarySearch(starts, i);
        return at >= 0 ? at : -at - 2;
    }

    long step(int i) {
        int block = blockOf(i);
        return blocks[block].step(i - start(block));
    }

    boolean hasStep(long step) {
        int at = indexOf(step);
        return at < size && step(at) == step;
    }

    /// All measurements.
    Curves.Series series(String metric) {
        float[] steps = new float[size];
        float[] values = new float[size];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b].copyTo(steps, values, start(b), sizeOf(b));
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
        int last = blockOf(to - 1);
        for (int b = blockOf(from); b <= last; b++) {
            int start = start(b);
            blocks[b].addTo(
                    e, Math.max(from, start) - start, Math.min(to, start + sizeOf(b)) - start);
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
        int block = blockAtOrAbove(step);
        return block == blocks.length
                ? size
                : start(block) + blocks[block].indexOf(step, sizeOf(block));
    }

    /// The first block that ends at or above the step; the number of blocks when there is none.
    int blockAtOrAbove(long step) {
        int low = 0;
        int high = blocks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lastStep(middle) < step) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    long lastStep(int block) {
        return blocks[block].step(sizeOf(block) - 1);
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
