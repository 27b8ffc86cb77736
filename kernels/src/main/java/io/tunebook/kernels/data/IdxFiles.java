package io.tunebook.kernels.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// MNIST's format (LeCun, Cortes and Burges, *The MNIST database of handwritten digits*): an
/// `idx3-ubyte` file of images and an `idx1-ubyte` file of labels, each optionally gzipped.
///
/// Pixels from 0 to 255 are scaled to 0 to 1; an image is a row of `height x width` features.
/// Classes are `0` to the largest label.
public final class IdxFiles {

    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;

    private IdxFiles() {}

    /// Reads the images at `path` and the labels in the same folder, whose file name has `labels`
    /// instead of `images` and `idx1` instead of `idx3`.
    ///
    /// @param path an images file, or a folder with exactly one
    /// @throws DataFormatException if a file is missing, is not IDX, or has another length than its
    ///   header declares
    public static Dataset read(Path path) {
        Path images = Files.isDirectory(path) ? imagesIn(path) : path;
        Path labels = labelsBeside(images);
        try (IdxReader labelReader = new IdxReader(labels, LABELS_MAGIC, "labels");
                IdxReader imageReader = new IdxReader(images, IMAGES_MAGIC, "images")) {
            return read(images, imageReader, labels, labelReader);
        } catch (IOException e) {
            throw DataSource.unreadable(path, e);
        }
    }

    private static Dataset read(
            Path images, IdxReader imageReader, Path labels, IdxReader labelReader)
            throws IOException {
        int rows = imageReader.dimension(0);
        if (labelReader.dimension(0) != rows) {
            throw new DataFormatException(
                    labels
                            + ": byte 4: expected "
                            + rows
                            + " labels, one for each image of "
                            + images.getFileName()
                            + ", found "
                            + labelReader.dimension(0));
        }
        byte[] labelBytes = labelReader.readAll(1);
        int[] target = new int[rows];
        int largest = 0;
        for (int i = 0; i < rows; i++) {
            target[i] = labelBytes[i] & 0xFF;
            largest = Math.max(largest, target[i]);
        }
        if (largest == 0) {
            throw new DataFormatException(
                    labels + ": expected at least two classes, found only label 0");
        }
        long pixelsOfImage = (long) imageReader.dimension(1) * imageReader.dimension(2);
        byte[] pixels = imageReader.readAll(pixelsOfImage);
        Shape shape = new Shape(imageReader.dimension(1), imageReader.dimension(2), 1);
        float[] features = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            features[i] = (pixels[i] & 0xFF) / 255f;
        }
        List<String> classes = IntStream.rangeClosed(0, largest).mapToObj(String::valueOf).toList();
        return new Dataset(String.valueOf(images.getFileName()), features, target, shape, classes);
    }

    private static Path imagesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found = entries.filter(IdxFiles::isImages).sorted().toList();
            if (found.size() == 1) {
                return found.getFirst();
            }
            throw new DataFormatException(
                    folder
                            + ": expected exactly one file named like *images-idx3-ubyte or "
                            + "*images-idx3-ubyte.gz, found "
                            + listed(found));
        } catch (IOException e) {
            throw DataSource.unreadable(folder, e);
        }
    }

    private static String listed(List<Path> files) {
        List<String> names =
                files.stream().map(file -> String.valueOf(file.getFileName())).toList();
        return names.isEmpty()
                ? "none"
                : String.join(", ", names)
                        + " (give the path of one of them instead of the folder)";
    }

    private static boolean isImages(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.matches(".*images[-.]idx3-ubyte(\\.gz)?");
    }

    private static Path labelsBeside(Path images) {
        String name = String.valueOf(images.getFileName());
        if (!name.contains("images")) {
            throw new DataFormatException(
                    images
                            + ": expected an images file with images in its name, as in "
                            + "train-images-idx3-ubyte.gz, because the labels file is found by that name");
        }
        String plain =
                name.replace("images", "labels").replace("idx3", "idx1").replaceFirst("\\.gz$", "");
        Path ungzipped = images.resolveSibling(plain);
        Path gzipped = images.resolveSibling(plain + ".gz");
        if (Files.exists(gzipped)) {
            return gzipped;
        }
        if (Files.exists(ungzipped)) {
            return ungzipped;
        }
        throw new DataFormatException(
                images
                        + ": expected its labels in the same folder as "
                        + plain
                        + " or "
                        + plain
                        + ".gz, found neither: add that file");
    }
}
