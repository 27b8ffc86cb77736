package io.tunebook.server.exchange.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The header of a table.
///
/// @param plain the names as in the file, without surrounding blanks
/// @param names the same, where a repeated name has its occurrence: `epochs (2)`
/// @param origin the program that writes such a header
record CsvHeader(List<String> plain, List<String> names, CsvOrigin origin) {
    static final CsvHeader NONE = new CsvHeader(List.of(), List.of(), CsvOrigin.OTHER);

    private static final int MAX_COLUMNS = 10_000;

    CsvHeader {
        plain = List.copyOf(plain);
        names = List.copyOf(names);
    }

    /// @throws UnreadableSourceException when it cannot be the header of a table
    static CsvHeader of(Path file, List<String> fields) {
        List<String> plain = fields.stream().map(String::strip).toList();
        if (plain.size() > MAX_COLUMNS) {
            throw new UnreadableSourceException(
                    "%s has %,d columns, more than the maximum of %,d"
                            .formatted(file, plain.size(), MAX_COLUMNS));
        }
        if (plain.stream().allMatch(String::isEmpty)) {
            throw new UnreadableSourceException(
                    "%s has no header in its first line".formatted(file));
        }
        CsvOrigin origin = CsvOrigin.of(plain);
        Map<String, Integer> seen = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            String name = plain.get(i);
            int n = seen.merge(name, 1, Integer::sum);
            if (n > 1 && !name.isEmpty() && !origin.repeatsNames()) {
                throw new UnreadableSourceException(
                        "%s has two columns with the name '%s' (columns %d and %d): rename one of them, such as 'params.%s' and 'metrics.%s' for a hyperparameter and a metric"
                                .formatted(file, name, plain.indexOf(name) + 1, i + 1, name, name));
            }
            names.add(n > 1 && !name.isEmpty() ? "%s (%d)".formatted(name, n) : name);
        }
        return new CsvHeader(plain, names, origin);
    }

    int size() {
        return names.size();
    }

    /// The occurrence of a column's name, from 1.
    int occurrence(int column) {
        String name = plain.get(column);
        return (int) plain.subList(0, column + 1).stream().filter(name::equals).count();
    }

    /// A row with as many fields as columns: empty fields at its end, and columns without a name,
    /// do not count.
    ///
    /// @throws UnreadableSourceException when the row has more values, or lacks columns
    List<String> fitted(Path file, long line, List<String> fields) {
        int n = size();
        if (fields.size() == n) {
            return fields;
        }
        boolean fits =
                fields.size() > n
                        ? fields.subList(n, fields.size()).stream().allMatch(String::isBlank)
                        : plain.subList(fields.size(), n).stream().allMatch(String::isEmpty);
        if (!fits) {
            throw new UnreadableSourceException(
                    "%s is damaged, or is not a table: line %,d has %,d fields, and the header %,d: %s"
                            .formatted(
                                    file,
                                    line,
                                    fields.size(),
                                    n,
                                    n == 1
                                            ? "if the first line is a title or a comment, delete it"
                                            : fields.size() < n
                                                    ? "add the fields that are missing, which may be empty"
                                                    : "put a text with a separator in quotes"));
        }
        List<String> all = new ArrayList<>(fields.subList(0, Math.min(n, fields.size())));
        while (all.size() < n) {
            all.add("");
        }
        return all;
    }

    /// Whether a row is the header again, as in a file to which a resumed program appended.
    ///
    /// @throws UnreadableSourceException when it is a header with another order
    boolean isRepeated(Path file, long line, List<String> fields) {
        if (size() < 2 || !fields.getFirst().strip().equals(plain.getFirst())) {
            Set<String> row = new HashSet<>();
            fields.forEach(f -> row.add(f.strip()));
            if (size() > 2 && row.size() == size() && row.equals(new HashSet<>(plain))) {
                throw new UnreadableSourceException(
                        "%s has a second header with another order in line %,d: put the lines from there on into a file of their own"
                                .formatted(file, line));
            }
            return false;
        }
        for (int i = 0; i < size(); i++) {
            if (!fields.get(i).strip().equals(plain.get(i))) {
                return false;
            }
        }
        return true;
    }
}
