package io.tunebook.server.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Inserts measurements into a series before its end. Only the blocks that get some are copied, and
/// a block that becomes too large is split, as the leaves of a B-tree are: the cost of a
/// measurement does not depend on the number of those after it.
final class SeriesMerge {
    private final MetricSeries before;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();

    SeriesMerge(MetricSeries before) {
        this.before = before;
    }

    /// @param steps increasing
    /// @param values one for each step; they replace those at equal steps
    MetricSeries with(long[] steps, float[] values) {
        int at = 0;
        int block = 0;
        while (block < before.blocks().length) {
            int hit =
                    at == steps.length ? before.blocks().length : before.blockAtOrAbove(steps[at]);
            for (; block < hit; block++) {
                add(before.blocks()[block], before.sizeOf(block));
            }
            if (block < before.blocks().length) {
                int to = at;
                while (to < steps.length && steps[to] <= before.lastStep(block)) {
                    to++;
                }
                merge(block, steps, values, at, to);
                at = to;
                block++;
            }
        }
        MetricSeries merged = MetricSeries.of(blocks, sizes);
        return at == steps.length
                ? merged
                : merged.plus(
                        Arrays.copyOfRange(steps, at, steps.length),
                        Arrays.copyOfRange(values, at, values.length));
    }

    private void merge(int block, long[] steps, float[] values, int from, int to) {
        int n = before.sizeOf(block);
        long[] oldSteps = new long[n];
        float[] oldValues = new float[n];
        before.blocks()[block].copyTo(oldSteps, oldValues, n);
        long[] allSteps = new long[n + to - from];
        float[] allValues = new float[allSteps.length];
        int size = 0;
        int at = from;
        for (int old = 0; old < n || at < to; size++) {
            boolean next = at < to && (old == n || steps[at] <= oldSteps[old]);
            if (next && old < n && steps[at] == oldSteps[old]) {
                old++;
            }
            allSteps[size] = next ? steps[at] : oldSteps[old];
            allValues[size] = next ? values[at++] : oldValues[old++];
        }
        split(allSteps, allValues, size);
    }

    /// Adds blocks of about equal sizes.
    private void split(long[] steps, float[] values, int size) {
        int parts = (size + Block.CAPACITY - 1) / Block.CAPACITY;
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) size * part / parts);
            int to = (int) ((long) size * (part + 1) / parts);
            Block block = new Block(to - from);
            block.append(
                    0,
                    Arrays.copyOfRange(steps, from, to),
                    Arrays.copyOfRange(values, from, to),
                    0);
            add(block, to - from);
        }
    }

    private void add(Block block, int size) {
        blocks.add(block);
        sizes.add(size);
    }
}
