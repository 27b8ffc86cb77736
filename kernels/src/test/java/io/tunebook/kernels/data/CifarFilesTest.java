package io.tunebook.kernels.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFilesTest {

    private static final int RECORD = 3_073;

    @TempDir private Path folder;

    @Test
    void theColourPlanesBecomeChannels() throws IOException {
        byte[] bytes = record(7);
        bytes[1] = (byte) 255;
        bytes[1 + 1_024] = 51;
        bytes[1 + 2_048 + 1_023] = 102;
        Files.write(folder.resolve("data_batch_1.bin"), bytes);
        Dataset read = DataSource.open(folder, "unused");
        assertThat(read.shape()).isEqualTo(new Shape(32, 32, 3));
        assertThat(read.classes().get(read.label(0))).isEqualTo("horse");
        assertThat(read.feature(0, 0)).isEqualTo(1f);
        assertThat(read.feature(0, 1)).isEqualTo(0.2f);
        assertThat(read.feature(0, 3_071)).isEqualTo(0.4f);
        assertThat(read.feature(0, 2)).isZero();
    }

    @Test
    void batchesAreReadInTheOrderOfTheirNumbersWithoutTheTestImages() throws IOException {
        Files.write(folder.resolve("data_batch_10.bin"), record(3));
        Files.write(folder.resolve("data_batch_2.bin"), record(2));
        Files.write(folder.resolve("data_batch_1.bin"), record(1));
        Files.write(folder.resolve("test_batch.bin"), record(9));
        Dataset read = DataSource.open(folder, "unused");
        assertThat(read.rows()).isEqualTo(3);
        assertThat(new int[] {read.label(0), read.label(1), read.label(2)})
                .containsExactly(1, 2, 3);
        assertThat(DataSource.open(folder.resolve("test_batch.bin"), "unused").label(0))
                .isEqualTo(9);
    }

    @Test
    void aTruncatedFileIsReported() throws IOException {
        Path file = folder.resolve("data_batch_1.bin");
        Files.write(file, Arrays.copyOf(record(1), RECORD + 100));
        assertThatThrownBy(() -> CifarFiles.read(file))
                .isInstanceOf(DataFormatException.class)
                .hasMessageEndingWith(
                        "expected records of 3073 bytes, found 3173 bytes, which is 1 records and 100 more bytes");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> CifarFiles.read(file))
                .hasMessageEndingWith("which is an empty file");
    }

    @Test
    void aLabelOutOfRangeIsReportedWithItsByte() throws IOException {
        Path file = folder.resolve("data_batch_1.bin");
        byte[] two = Arrays.copyOf(record(1), 2 * RECORD);
        two[RECORD] = 10;
        Files.write(file, two);
        assertThatThrownBy(() -> CifarFiles.read(file))
                .hasMessageEndingWith("byte 3073: expected a label from 0 to 9, found 10");
    }

    @Test
    void aFolderWithoutBatchesIsReported() {
        assertThatThrownBy(() -> CifarFiles.read(folder))
                .hasMessageEndingWith("expected files named like data_batch_1.bin, found none");
    }

    private static byte[] record(int label) {
        byte[] bytes = new byte[RECORD];
        bytes[0] = (byte) label;
        return bytes;
    }
}
