package io.tunebook.kernels.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// CIFAR-10's binary format (Krizhevsky, *Learning multiple layers of features from tiny images*,
/// 2009): records of 3,073 bytes, a label from 0 to 9 and then 32 x 32 pixels of red, of green and
/// of blue.
///
/// Bytes from 0 to 255 are scaled to 0 to 1; the three colour planes become three channels of each
/// pixel.
public final class CifarFiles {

    private static final int SIDE = 32;
    private static final int COLOURS = 3;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + COLOURS * PLANE;
    private static final List<String> CLASSES =
            List.of(
                    "airplane",
                    "automobile",
                    "bird",
                    "cat",
                    "deer",
                    "dog",
                    "frog",
                    "horse",
                    "ship",
                    "truck");

    private CifarFiles() {}

    /// Whether a file has the name of a part of the dataset: `data_batch_1.bin`, `test_batch.bin`.
    static boolean isCifarFile(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.matches("(data_batch_\\d+|test_batch)\\.bin");
    }

    /// Reads one file of records, or all `data_batch_*.bin` of a folder, sorted by number.
    ///
    /// @throws DataFormatException if there is no such file, a file's size is not a multiple of a
    ///   record's, or a label is out of range
    public static Dataset read(Path path) {
        List<Path> files = Files.isDirectory(path) ? batchesIn(path) : List.of(path);
        long records = 0;
        for (Path file : files) {
            records += recordsOf(file);
        }
        if (records * COLOURS * PLANE > DataSource.maxFeatures()) {
            throw new DataFormatException(
                    path
                            + ": its "
                            + records
                            + " images need more than a quarter of this process's memory: increase -Xmx");
        }
        float[] features = new float[(int) records * COLOURS * PLANE];
        int[] labels = new int[(int) records];
        int row = 0;
        for (Path file : files) {
            row = read(file, features, labels, row);
        }
        return new Dataset(
                String.valueOf(path.getFileName()),
                features,
                labels,
                new Shape(SIDE, SIDE, COLOURS),
                CLASSES);
    }

    static List<Path> batchesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found =
                    entries.filter(file -> isCifarFile(file) && number(file) >= 0)
                            .sorted((one, other) -> Integer.compare(number(one), number(other)))
                            .toList();
            if (found.isEmpty()) {
                throw new DataFormatException(
                        folder + ": expected files named like data_batch_1.bin, found none");
            }
            return found;
        } catch (IOException e) {
            throw DataSource.unreadable(folder, e);
        }
    }

    /// -1 for the test images.
    private static int number(Path file) {
        String digits = String.valueOf(file.getFileName()).replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 8 ? -1 : Integer.parseInt(digits);
    }

    private static long recordsOf(Path file) {
        try {
            long size = Files.size(file);
            if (size == 0 || size % RECORD != 0) {
                throw new DataFormatException(
                        "%s: expected records of %d bytes, found %d bytes, which is %s"
                                .formatted(
                                        file,
                                        RECORD,
                                        size,
                                        size == 0
                                                ? "an empty file"
                                                : "%d records and %d more bytes"
                                                        .formatted(size / RECORD, size % RECORD)));
            }
            return size / RECORD;
        } catch (IOException e) {
            throw DataSource.unreadable(file, e);
        }
    }

    private static int read(Path file, float[] features, int[] labels, int first) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw DataSource.unreadable(file, e);
        }
        int row = first;
        for (int at = 0; at < bytes.length; at += RECORD) {
            labels[row] = bytes[at] & 0xFF;
            if (labels[row] >= CLASSES.size()) {
                throw new DataFormatException(
                        "%s: byte %d: expected a label from 0 to 9, found %d"
                                .formatted(file, at, labels[row]));
            }
            int to = row * COLOURS * PLANE;
            for (int i = 0; i < COLOURS * PLANE; i++) {
                int pixel = i % PLANE;
                int colour = i / PLANE;
                features[to + pixel * COLOURS + colour] = (bytes[at + 1 + i] & 0xFF) / 255f;
            }
            row++;
        }
        return row;
    }
}
