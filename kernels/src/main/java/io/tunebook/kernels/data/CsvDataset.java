package io.tunebook.kernels.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a CSV table with a header line, one column of labels and otherwise numbers.
///
/// Every feature column is scaled to [0, 1] by its minimum and maximum over the whole file; a
/// constant column becomes 0. Classes are the distinct labels, sorted as numbers if all labels are
/// numbers, otherwise as text.
public final class CsvDataset {

    /// The maximum number of classes: a column with more distinct labels is probably a measurement.
    private static final int MAX_CLASSES = 1_000;

    /// Not finite ones as well, for the error that names them.
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[-+]?(?:NaN|Infinity|(?:[0-9]++(?:[.][0-9]*+)?|[.][0-9]++)(?:[eE][-+]?[0-9]++)?)");

    private final Path path;
    private final List<String> header;
    private final int labelIndex;
    private final List<String> labels = new ArrayList<>();
    private float[] features = new float[1 << 16];
    private int filled;

    private CsvDataset(Path path, List<String> header, int labelIndex) {
        this.path = path;
        this.header = header;
        this.labelIndex = labelIndex;
    }

    /// Reads the table at `path`.
    ///
    /// @throws DataFormatException with line and column, if the file is not such a table
    public static Dataset read(Path path, String labelColumn) {
        try (CsvRecords records = new CsvRecords(path)) {
            CsvRecord first = records.next();
            if (first == null) {
                throw new DataFormatException(
                        path + ": line 1: expected a header line, found an empty file");
            }
            List<String> header = List.copyOf(first.getFields());
            CsvDataset table = new CsvDataset(path, header, labelIndex(path, header, labelColumn));
            for (CsvRecord row = records.next(); row != null; row = records.next()) {
                table.add(row.getFields(), row.getStartingLineNumber());
            }
            return table.toDataset();
        } catch (IOException e) {
            throw DataSource.unreadable(path, e);
        }
    }

    private static int labelIndex(Path path, List<String> header, String labelColumn) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            if (!seen.add(header.get(i))) {
                throw new DataFormatException(
                        path
                                + ": line 1, column "
                                + (i + 1)
                                + ": expected every column's name once, found "
                                + header.get(i)
                                + " again");
            }
        }
        int index = header.indexOf(labelColumn);
        if (index < 0) {
            throw new DataFormatException(
                    path
                            + ": line 1: expected a column named "
                            + labelColumn
                            + " with the labels, found the columns "
                            + abbreviated(header));
        }
        if (header.size() < 2) {
            throw new DataFormatException(
                    path
                            + ": line 1: expected feature columns beside "
                            + labelColumn
                            + ", found none");
        }
        return index;
    }

    private static String abbreviated(List<String> names) {
        return names.size() <= 12
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 10))
                        + ", ... ("
                        + (names.size() - 11)
                        + " more), "
                        + names.getLast();
    }

    private void add(List<String> cells, long line) {
        if (cells.size() != header.size()) {
            throw new DataFormatException(
                    path
                            + ": line "
                            + line
                            + ": expected "
                            + header.size()
                            + " cells as in the header, found "
                            + cells.size());
        }
        ensureRoom(line);
        for (int i = 0; i < cells.size(); i++) {
            if (i != labelIndex) {
                features[filled] = number(cells.get(i), line, i);
                filled++;
            }
        }
        String label = cells.get(labelIndex);
        if (label.isEmpty()) {
            throw new DataFormatException(
                    where(line, labelIndex) + ": expected a label, found an empty cell");
        }
        labels.add(label);
    }

    private void ensureRoom(long line) {
        long needed = filled + header.size() - 1L;
        if (needed > DataSource.maxFeatures()) {
            throw new DataFormatException(
                    path
                            + ": line "
                            + line
                            + ": expected at most "
                            + DataSource.maxFeatures()
                            + " numbers (a quarter of this process's memory), found more");
        }
        if (needed > features.length) {
            features =
                    Arrays.copyOf(
                            features,
                            (int)
                                    Math.min(
                                            Math.max(2L * features.length, needed),
                                            Integer.MAX_VALUE - 8));
        }
    }

    private float number(String cell, long line, int column) {
        Double value = parse(cell);
        if (value == null) {
            throw new DataFormatException(
                    where(line, column)
                            + ": expected a number, found "
                            + (cell.isEmpty() ? "an empty cell" : cell));
        }
        float single = value.floatValue();
        if (!Float.isFinite(single)) {
            throw new DataFormatException(
                    where(line, column) + ": expected a finite number, found " + cell);
        }
        return single;
    }

    private String where(long line, int column) {
        return path
                + ": line "
                + line
                + ", column "
                + (column + 1)
                + " ("
                + header.get(column)
                + ")";
    }

    private Dataset toDataset() {
        if (labels.isEmpty()) {
            throw new DataFormatException(
                    path + ": line 2: expected rows under the header, found the end of the file");
        }
        List<String> classes = classes();
        Map<String, Integer> index = new HashMap<>();
        classes.forEach(name -> index.put(name, index.size()));
        int[] targets = labels.stream().mapToInt(index::get).toArray();
        int inputs = header.size() - 1;
        float[] values = Arrays.copyOf(features, filled);
        CsvScale.apply(values, inputs);
        return new Dataset(
                String.valueOf(path.getFileName()), values, targets, Shape.flat(inputs), classes);
    }

    private List<String> classes() {
        Set<String> distinct = new HashSet<>(labels);
        if (distinct.size() < 2) {
            throw new DataFormatException(
                    path
                            + ": column "
                            + (labelIndex + 1)
                            + " ("
                            + header.get(labelIndex)
                            + "): expected at least two classes, found only "
                            + labels.getFirst());
        }
        if (distinct.size() > MAX_CLASSES) {
            throw new DataFormatException(
                    path
                            + ": column "
                            + (labelIndex + 1)
                            + " ("
                            + header.get(labelIndex)
                            + "): expected at most "
                            + MAX_CLASSES
                            + " classes, found "
                            + distinct.size()
                            + " different labels");
        }
        boolean numeric = distinct.stream().allMatch(label -> parse(label) != null);
        return distinct.stream()
                .sorted(numeric ? CsvDataset::byNumber : String::compareTo)
                .toList();
    }

    private static int byNumber(String left, String right) {
        int order = Double.compare(Double.parseDouble(left), Double.parseDouble(right));
        return order != 0 ? order : left.compareTo(right);
    }

    /// Null for what is no number in decimal, as Java's own forms `0x1p3` and `1d`.
    private static @Nullable Double parse(String cell) {
        String text = cell.strip();
        return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
    }
}
