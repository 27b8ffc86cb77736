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
        private long choices;
        private boolean fractions;
        private boolean rising = true;
        private boolean counts = true;
        private double last = Double.NEGATIVE_INFINITY;
        private long dates;
        private boolean repeats;
        private String sample = "";
        private String missing = "";
        private final Set<String> different = new HashSet<>();

        private void take(String text) {
            if (CsvCells.isMissing(text)) {
                missing = missing.isEmpty() ? text : missing;
                return;
            }
            filled++;
            sample = sample.isEmpty() ? text : sample;
            choices += CsvCells.isChoice(text) ? 1 : 0;
            Double number = CsvNumbers.real(text);
            if (number == null) {
                numbers += CsvCells.isNumber(text) ? 1 : 0;
                dates += CsvNumbers.isDate(text) ? 1 : 0;
                rising = false;
            } else {
                numbers++;
                fractions |= Double.isFinite(number) && number != Math.rint(number);
                counts &=
                        last == Double.NEGATIVE_INFINITY
                                ? number == 0 || number == 1
                                : number == last + 1;
                rising &= number > last;
                last = number;
            }
            if (different.size() < MAX_DIFFERENT && !different.add(text)) {
                repeats = true;
            }
        }

        long filled() {
            return filled;
        }

        /// Whether it has no values, not even a mark for a missing one.
        boolean empty() {
            return filled == 0 && missing.isBlank();
        }

        /// Whether it is a column of numbers, in which at most a few cells are something else.
        boolean ofNumbers() {
            return numbers > 1 && 3 * (numbers + choices) >= 2 * filled && numbers >= choices;
        }

        /// Whether a cell is one that the column can have: in a column of numbers, a number, or a
        /// word that programs use beside numbers.
        boolean understands(String text) {
            return !ofNumbers()
                    || CsvCells.isNumber(text)
                    || CsvCells.isChoice(text)
                    || (numbers < 3 && !CsvCells.looksNumeric(text));
        }

        /// Whether one of its numbers is not an integer.
        boolean fractions() {
            return fractions;
        }

        /// Whether every value that is not missing is a number.
        boolean numeric() {
            return filled > 0 && numbers == filled;
        }

        /// Whether at least half of the values are numbers.
        boolean mostlyNumeric() {
            return filled > 0 && 2 * numbers >= filled;
        }

        /// Whether every value that is not missing is a date, perhaps with a time.
        boolean dates() {
            return filled > 0 && dates == filled;
        }

        /// Whether each number is larger than the previous one.
        boolean rising() {
            return numeric() && rising;
        }

        /// Whether the numbers are 0, 1, 2 and so on, or 1, 2, 3.
        boolean counts() {
            return numeric() && counts && filled > 1;
        }

        boolean repeats() {
            return repeats;
        }

        /// Its different values, at most some.
        Set<String> values() {
            return Set.copyOf(different);
        }

        int different() {
            return different.size();
        }

        String sample() {
            return sample.isEmpty() ? missing : sample;
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
