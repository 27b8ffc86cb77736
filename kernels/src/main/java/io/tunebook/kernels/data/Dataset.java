package io.tunebook.kernels.data;

import io.tunebook.kernels.random.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The rows of a classification dataset: features and a class label. Immutable.
///
/// Features are `[rows][inputs]` floats, row after row; labels are `[rows]` indices into
/// [#classes()].
public final class Dataset {

    private final String name;
    private final float[] features;
    private final int[] labels;
    private final Shape shape;
    private final List<String> classes;

    /// Uses the arrays without copying them: the callers in this package must not change them.
    Dataset(String name, float[] features, int[] labels, Shape shape, List<String> classes) {
        int inputs = shape.size();
        if (labels.length < 1 || features.length != (long) labels.length * inputs) {
            throw new IllegalArgumentException(
                    features.length
                            + " features are not "
                            + labels.length
                            + " rows of "
                            + inputs
                            + " inputs");
        }
        if (classes.size() < 2) {
            throw new IllegalArgumentException(
                    "a classification needs at least 2 classes, not " + classes.size());
        }
        for (int label : labels) {
            if (label < 0 || label >= classes.size()) {
                throw new IllegalArgumentException(
                        "label " + label + " is not one of " + classes.size() + " classes");
            }
        }
        this.name = name;
        this.features = features;
        this.labels = labels;
        this.shape = shape;
        this.classes = List.copyOf(classes);
    }

    /// A dataset over copies of the arrays.
    ///
    /// @param features `[rows][inputs]`, row after row
    /// @param labels `[rows]`, indices into `classes`
    /// @throws IllegalArgumentException if the lengths do not match or a label is not an index into
    ///   `classes`
    public static Dataset of(
            String name, float[] features, int[] labels, int inputs, List<String> classes) {
        if (inputs < 1) {
            throw new IllegalArgumentException("a row needs at least one input, not " + inputs);
        }
        return of(name, features, labels, Shape.flat(inputs), classes);
    }

    /// As [#of(String, float\[\], int\[\], int, List)], for rows that are images.
    public static Dataset of(
            String name, float[] features, int[] labels, Shape shape, List<String> classes) {
        return new Dataset(name, features.clone(), labels.clone(), shape, classes);
    }

    public String name() {
        return name;
    }

    public int rows() {
        return labels.length;
    }

    /// Features of a row.
    public int inputs() {
        return shape.size();
    }

    /// The arrangement of a row's features.
    public Shape shape() {
        return shape;
    }

    /// The names of the classes; labels are indices into this list.
    public List<String> classes() {
        return classes;
    }

    public int label(int row) {
        return labels[row];
    }

    public float feature(int row, int column) {
        return features[row * shape.size() + column];
    }

    /// Copies `count` features of `row` from `column` to `target[offset ..]`.
    public void copyFeatures(int row, int column, int count, float[] target, int offset) {
        if (column < 0 || count < 0 || column + count > shape.size()) {
            throw new IndexOutOfBoundsException(
                    "columns " + column + " to " + (column + count) + " of " + shape.size());
        }
        System.arraycopy(features, row * shape.size() + column, target, offset, count);
    }

    /// Splits into `validationRows` rows for validation, drawn by `seed`, and the others for
    /// training.
    ///
    /// @throws IllegalArgumentException unless both parts have at least one row
    public Split split(int validationRows, long seed) {
        if (validationRows < 1 || validationRows >= rows()) {
            throw new IllegalArgumentException(
                    "validation rows must be from 1 to "
                            + (rows() - 1)
                            + ", not "
                            + validationRows);
        }
        int[] order = SeededRandom.of(seed, 0).permutation(rows());
        Dataset validation = select("validation", Arrays.copyOfRange(order, 0, validationRows));
        Dataset training = select("training", Arrays.copyOfRange(order, validationRows, rows()));
        return new Split(training, validation);
    }

    /// As [#split(int, long)] with a share of the rows, above 0 and below 1, rounded to the nearest
    /// row.
    public Split split(double validationShare, long seed) {
        if (!(validationShare > 0 && validationShare < 1)) {
            throw new IllegalArgumentException(
                    "validation share must be above 0 and below 1, not " + validationShare);
        }
        int wanted = (int) Math.round(validationShare * rows());
        return split(Math.clamp(wanted, 1, Math.max(1, rows() - 1)), seed);
    }

    /// SHA-256 in hexadecimal over shape, class names, labels and every bit of the features, but
    /// not the name. Reads all the data on every call.
    public String digest() {
        MessageDigest sha = sha256();
        int inputs = shape.size();
        sha.update(
                (rows() + " " + inputs + " " + String.join("\n", classes))
                        .getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[4 * inputs];
        for (int row = 0; row < rows(); row++) {
            putInt(bytes, 0, labels[row]);
            sha.update(bytes, 0, 4);
            for (int column = 0; column < inputs; column++) {
                putInt(bytes, 4 * column, Float.floatToIntBits(feature(row, column)));
            }
            sha.update(bytes);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private Dataset select(String part, int[] order) {
        int inputs = shape.size();
        float[] chosen = new float[order.length * inputs];
        int[] chosenLabels = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(features, order[i] * inputs, chosen, i * inputs, inputs);
            chosenLabels[i] = labels[order[i]];
        }
        return new Dataset(name + " (" + part + ")", chosen, chosenLabels, shape, classes);
    }

    private static void putInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
