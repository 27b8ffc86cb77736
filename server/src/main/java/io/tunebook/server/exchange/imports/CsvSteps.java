package io.tunebook.server.exchange.imports;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the numbers of a step column follow each other within the runs of a table.
final class CsvSteps implements CsvFile.Rows {
    private static final int MAX_DIFFERENCES = 1_000;

    private final CsvRunKey key;
    private final CsvColumn step;
    private final List<CsvColumn> phases;
    private final Map<String, Double> last = new HashMap<>();
    private final Map<Double, Long> differences = new HashMap<>();
    private long pairs;
    private long rises;
    private long falls;
    private double first;

    /// @param phases the columns that distinguish rows of one step
    CsvSteps(CsvRunKey key, CsvColumn step, List<CsvColumn> phases) {
        this.phases = List.copyOf(phases);
        this.key = key;
        this.step = step;
    }

    @Override
    public void take(long line, List<String> fields) {
        Double value = CsvNumbers.real(fields.get(step.index()));
        if (value == null || !Double.isFinite(value)) {
            return;
        }
        Double before = last.put(sequence(fields), value);
        if (before == null) {
            first = Math.max(first, value);
            return;
        }
        pairs++;
        if (value > before) {
            rises++;
            if (differences.size() < MAX_DIFFERENCES) {
                differences.merge(value - before, 1L, Long::sum);
            }
        } else if (value < before) {
            falls++;
        }
    }

    /// What identifies the rows whose steps follow each other.
    String sequence(List<String> fields) {
        String run = key.of(fields);
        return phases.isEmpty() ? run : run + '\u0000' + CsvPhases.before(fields, phases);
    }

    CsvRunKey key() {
        return key;
    }

    /// Whether the steps never fall, and are not all the same.
    boolean sorted() {
        return rises > 0 && falls == 0;
    }

    /// Whether the runs have several steps each, or begin at the first ones: summaries of runs have
    /// the last step.
    boolean histories() {
        return rising() && (pairs >= 4L * last.size() || first <= 2 * usual());
    }

    /// Whether at least every second row of a run has a larger step than the one before it.
    boolean rising() {
        return rises > 0 && 2 * rises >= pairs;
    }

    /// Whether the steps rise by about the same number each time, and may begin again.
    boolean regular() {
        long most = differences.values().stream().mapToLong(n -> n).max().orElse(0);
        return rising() && (falls == 0 || 5 * most >= 4 * rises) && 3 * falls <= pairs;
    }

    /// Whether the steps begin again somewhere, as in a file to which a resumed program appended.
    boolean begins() {
        return falls > 0 && regular();
    }

    /// The most frequent difference between two steps, 1 when unknown.
    double usual() {
        return differences.entrySet().stream()
                .max(Map.Entry.<Double, Long>comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(1.0);
    }
}
