package io.tunebook.server.exchange.imports;

import org.jspecify.annotations.Nullable;

/// The steps of a run in the order of its rows, also where a resumed or a second training has begun
/// again with earlier ones.
final class CsvStepper {
    private final CsvLayout layout;
    private final String phase;
    private final SkippedItems skips;
    private @Nullable Long first;
    private long last;
    private long offset;
    private double before;
    private long count = -1;

    /// @param phase the beginning of the metrics' names, may be empty
    CsvStepper(CsvLayout layout, String phase, SkippedItems skips) {
        this.phase = phase;
        this.layout = layout;
        this.skips = skips;
    }

    /// The step of a row, null when its cell is not a number.
    @Nullable Long step(CsvRun run, long line, String text) {
        if (layout.counted()) {
            Double x = CsvNumbers.real(text);
            if (x == null || !Double.isFinite(x)) {
                return null;
            }
            if (count < 0 || x != before) {
                count++;
            }
            before = x;
            return count;
        }
        Long step = CsvNumbers.integer(text);
        if (step == null || !layout.begins()) {
            return step;
        }
        if (first == null) {
            first = step;
        } else if (step + offset < last) {
            begin(run, line, step, first);
        }
        last = step + offset;
        return last;
    }

    private void begin(CsvRun run, long line, long step, long start) {
        if (step <= start && !layout.resumes()) {
            offset = last + layout.usual() - step;
            skips.add(
                    "the restart of '%s' at %,d in line %,d: its steps continue after %,d"
                            .formatted(layout.step(), step, line, last));
            return;
        }
        int removed = run.removeFrom(step + offset, phase);
        skips.add(
                "%,d values from '%s' %,d on, which line %,d and later repeat: the later ones count"
                        .formatted(removed, layout.step(), step, line));
    }
}
