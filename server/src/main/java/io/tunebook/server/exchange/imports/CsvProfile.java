package io.tunebook.server.exchange.imports;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Statistics of the values in a table's columns.
final class CsvProfile {
    private static final int MAX_DIFFERENT = 100_000;

    private final Kind[] kinds;
    private long rows;

    /// The statistics of one column.
    static final class Kind {
        private long filled;
        private long numbers;
        private boolean rising = true;
        private double last = Double.NEGATIVE_INFINITY;
        private boolean repeats;
        private String sample = "";
        private final Set<String> different = new HashSet<>();

        private void take(String text) {
            if (text.isEmpty()) {
                return;
            }
            filled++;
            sample = sample.isEmpty() ? text : sample;
            Double number = CsvNumbers.real(text);
            if (number == null) {
                rising = false;
            } else {
                numbers++;
                rising &= number > last;
                last = number;
            }
            if (different.size() < MAX_DIFFERENT && !different.add(text)) {
                repeats = true;
            }
        }

        boolean empty() {
            return filled == 0;
        }

        /// Whether every value is a number.
        boolean numeric() {
            return filled > 0 && numbers == filled;
        }

        /// Whether at least half of the values are numbers.
        boolean mostlyNumeric() {
            return filled > 0 && 2 * numbers >= filled;
        }

        /// Whether each number is larger than the previous one.
        boolean rising() {
            return numeric() && rising;
        }

        boolean repeats() {
            return repeats;
        }

        int different() {
            return different.size();
        }

        String sample() {
            return sample;
        }
    }

    CsvProfile(int columns) {
        kinds = new Kind[columns];
        for (int i = 0; i < columns; i++) {
            kinds[i] = new Kind();
        }
    }

    void take(List<String> fields) {
        rows++;
        for (int i = 0; i < kinds.length; i++) {
            kinds[i].take(fields.get(i));
        }
    }

    long rows() {
        return rows;
    }

    Kind kind(int column) {
        return kinds[column];
    }
}
