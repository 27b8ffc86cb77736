package io.tunebook.server.exchange.imports;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the values of a table's columns are like.
final class CsvProfile {
    private static final int MAX_DIFFERENT = 100_000;

    private final Kind[] kinds;
    private long rows;

    /// One column's.
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

        /// Whether everything that stands in it is a number.
        boolean numeric() {
            return filled > 0 && numbers == filled;
        }

        /// Whether at least half of what stands in it are numbers.
        boolean mostlyNumeric() {
            return filled > 0 && 2 * numbers >= filled;
        }

        /// Whether each number is larger than the one above.
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
