package io.tunebook.kernels.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxFilesTest {

    private static final byte[] IMAGES = idx(new int[] {0x0803, 2, 1, 2}, 0, 255, 51, 102);
    private static final byte[] LABELS = idx(new int[] {0x0801, 2}, 3, 0);
    private static final String AN_IMAGES_FILE = "t-images-idx3-ubyte";
    private static final String A_LABELS_FILE = "t-labels-idx1-ubyte";

    @TempDir private Path folder;

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(
                        new byte[0],
                        LABELS,
                        AN_IMAGES_FILE,
                        "byte 0: expected the magic number (4 bytes), found the end of the file"),
                arguments(
                        LABELS,
                        LABELS,
                        AN_IMAGES_FILE,
                        "byte 0: expected the magic number 0x00000803 of IDX images, found 0x00000801"),
                arguments(
                        IMAGES,
                        IMAGES,
                        A_LABELS_FILE,
                        "byte 0: expected the magic number 0x00000801 of IDX labels, found 0x00000803"),
                arguments(
                        idx(new int[] {0x0803, 2}),
                        LABELS,
                        AN_IMAGES_FILE,
                        "byte 8: expected a size (4 bytes), found the end of the file"),
                arguments(
                        idx(new int[] {0x0803, 2, 1, 2}, 1, 2, 3),
                        LABELS,
                        AN_IMAGES_FILE,
                        "byte 19: expected 2 items of 2 bytes (4 bytes), found the end after 3"),
                arguments(
                        idx(new int[] {0x0803, 2, 1, 2}, 1, 2, 3, 4, 5),
                        LABELS,
                        AN_IMAGES_FILE,
                        "byte 20: expected the end after 2 items of 2 bytes, found more"),
                arguments(
                        idx(new int[] {0x0803, 2, 0, 2}),
                        LABELS,
                        AN_IMAGES_FILE,
                        "byte 8: expected a size from 1 to 268435456, found 0"),
                arguments(
                        idx(new int[] {0x0803, -1, 1, 2}),
                        LABELS,
                        AN_IMAGES_FILE,
                        "byte 4: expected a size from 1 to 268435456, found -1"),
                arguments(
                        IMAGES,
                        idx(new int[] {0x0801, 3}, 1, 2, 3),
                        A_LABELS_FILE,
                        "byte 4: expected 2 labels, one for each image of t-images-idx3-ubyte, found 3"),
                arguments(
                        IMAGES,
                        idx(new int[] {0x0801, 2}, 0, 0),
                        A_LABELS_FILE,
                        "expected at least two classes, found only label 0"));
    }

    @ParameterizedTest(name = "{2}: {3}")
    @MethodSource("malformed")
    void aMalformedFileIsReportedInOneLine(
            byte[] images, byte[] labels, String file, String message) throws IOException {
        Files.write(folder.resolve(AN_IMAGES_FILE), images);
        Files.write(folder.resolve(A_LABELS_FILE), labels);
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessage(folder.resolve(file) + ": " + message);
    }

    @Test
    void aHeaderThatDeclaresMoreThanTheMemoryIsRejected() throws IOException {
        Files.write(
                folder.resolve(AN_IMAGES_FILE), idx(new int[] {0x0803, 2, 1 << 15, 1 << 15}, 1, 2));
        Files.write(folder.resolve(A_LABELS_FILE), LABELS);
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("found a header that declares 2 items of 1073741824 bytes");
    }

    @Test
    void sidesWhoseProductOverflowsAreRejected() throws IOException {
        Files.write(
                folder.resolve(AN_IMAGES_FILE), idx(new int[] {0x0803, 2, 1 << 20, 1 << 20}, 1, 2));
        Files.write(folder.resolve(A_LABELS_FILE), LABELS);
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(
                        "found a header that declares 2 items of 1099511627776 bytes");
    }

    @Test
    void imagesAndLabelsCanBeGzipped() throws IOException {
        Files.write(folder.resolve(AN_IMAGES_FILE + ".gz"), gzipped(IMAGES));
        Files.write(folder.resolve(A_LABELS_FILE), LABELS);
        Dataset byFolder = DataSource.open(folder, "label");
        Dataset byFile = DataSource.open(folder.resolve(AN_IMAGES_FILE + ".gz"), "label");
        assertThat(byFolder.digest()).isEqualTo(byFile.digest());
        assertThat(byFolder.rows()).isEqualTo(2);
        assertThat(byFolder.inputs()).isEqualTo(2);
        assertThat(byFolder.classes()).containsExactly("0", "1", "2", "3");
        assertThat(byFolder.label(0)).isEqualTo(3);
        assertThat(new float[] {byFolder.feature(0, 1), byFolder.feature(1, 0)})
                .containsExactly(1f, 0.2f);
    }

    @Test
    void aFolderWithSeveralImageFilesIsReportedWithTheirNames() throws IOException {
        Files.write(folder.resolve("a-images.idx3-ubyte"), IMAGES);
        Files.write(folder.resolve("b-images-idx3-ubyte.gz"), gzipped(IMAGES));
        Files.write(folder.resolve("a-labels.idx1-ubyte"), LABELS);
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .hasMessageEndingWith(
                        "found a-images.idx3-ubyte, b-images-idx3-ubyte.gz"
                                + " (give the path of one of them instead of the folder)");
        assertThat(IdxFiles.read(folder.resolve("a-images.idx3-ubyte")).rows()).isEqualTo(2);
    }

    @Test
    void damagedGzipDataIsReported() throws IOException {
        byte[] whole = gzipped(IMAGES);
        Files.write(folder.resolve(A_LABELS_FILE), LABELS);
        Files.write(
                folder.resolve(AN_IMAGES_FILE + ".gz"), Arrays.copyOf(whole, whole.length - 12));
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .hasMessageContaining("expected valid gzip data");
        Files.write(folder.resolve(AN_IMAGES_FILE + ".gz"), IMAGES);
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .hasMessageContaining("byte 0: expected gzip data because of the name");
    }

    @Test
    void aMissingFileIsReported() throws IOException {
        assertThatThrownBy(() -> DataSource.open(folder.resolve("none.csv"), "label"))
                .hasMessage(folder.resolve("none.csv") + ": no such file or folder");
        assertThatThrownBy(() -> DataSource.open(folder, "label"))
                .hasMessageEndingWith("found none");
        Path text = Files.writeString(folder.resolve("notes.txt"), "x");
        assertThatThrownBy(() -> DataSource.open(text, "label"))
                .hasMessageStartingWith(text + ": expected a .csv file");
        Files.write(folder.resolve(AN_IMAGES_FILE), IMAGES);
        assertThatThrownBy(() -> IdxFiles.read(folder))
                .hasMessage(
                        folder.resolve(AN_IMAGES_FILE)
                                + ": expected its labels in the same folder as "
                                + A_LABELS_FILE
                                + " or "
                                + A_LABELS_FILE
                                + ".gz, found neither: add that file");
    }

    private static byte[] idx(int[] header, int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * header.length + bytes.length);
        for (int word : header) {
            buffer.putInt(word);
        }
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        return buffer.array();
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
