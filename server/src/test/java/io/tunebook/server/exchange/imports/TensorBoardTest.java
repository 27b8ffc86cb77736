package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    @TempDir private Path folder;

    private static List<ParsedRun> runs(Path path) throws IOException {
        return TensorBoard.read(path, ImportListener.SILENT).studies().getFirst().runs();
    }

    @Test
    void aFolderOfRunsIsReadWithScalarsOfBothFormatsAndHyperparameters() throws IOException {
        ParsedSource read =
                TensorBoard.read(OptunaTest.fixture("tensorboard"), ImportListener.SILENT);
        List<ParsedRun> runs = read.studies().getFirst().runs();
        assertThat(runs).extracting(ParsedRun::name).containsExactly("run0", "run1", "run2");
        ParsedRun run = runs.get(1);
        assertThat(run.params())
                .containsEntry("learning_rate", "0.01")
                .containsEntry("optimizer", "adam")
                .containsEntry("augment", "true");
        assertThat(run.startTime()).isEqualTo(1_700_000_000_000L);
        assertThat(run.endTime()).isEqualTo(1_700_000_060_000L);
        assertThat(runs)
                .extracting(ParsedRun::end)
                .containsExactly(End.FINISHED, End.FINISHED, End.FAILED);
        assertThat(run.curves())
                .extracting(Measurements::metric)
                .containsExactlyInAnyOrder("train/loss", "validation/accuracy");
        for (Measurements m : run.curves()) {
            if (m.metric().equals("train/loss")) {
                assertThat(m.size()).isEqualTo(21);
                assertThat(m.values()[1]).isEqualTo((float) 0.51);
                assertThat(m.values()[20]).isNaN();
            } else {
                assertThat(m.values()[19]).isEqualTo((float) (0.89 + 0.019));
                assertThat(m.times()[19]).isEqualTo(1_700_000_019_000L);
            }
        }
        assertThat(read.skips().sentences()).anyMatch(s -> s.contains("note"));
    }

    @Test
    void anIncompleteLastRecordIsSkippedForEveryCut() throws IOException {
        byte[] whole = whole();
        for (int cut = whole.length - 1; cut > whole.length - 60; cut--) {
            Path file = folder.resolve("events.tfevents.cut");
            Files.write(file, Arrays.copyOf(whole, cut));
            ParsedSource read = TensorBoard.read(file, ImportListener.SILENT);
            assertThat(read.points()).isBetween(17L, 20L);
        }
    }

    @Test
    void anyWrongByteIsRefusedWithOneErrorThatNamesTheFile() throws IOException {
        byte[] whole = whole();
        long seed = SEED;
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
            Path file = folder.resolve("events.tfevents.bad");
            Files.write(file, damaged);
            assertThatThrownBy(() -> TensorBoard.read(file, ImportListener.SILENT))
                    .as("seed %d", seed)
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("is damaged at byte");
        }
    }

    @Test
    void aLengthOfFourGigabytesWithARightChecksumIsRefusedWithoutTheMemory() throws IOException {
        Path file = folder.resolve("events.tfevents.huge");
        ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(1L << 32).putInt(masked(Arrays.copyOf(head.array(), 8)));
        Files.write(file, head.array());
        assertThatThrownBy(() -> TensorBoard.read(file, ImportListener.SILENT))
                .hasMessageContaining("claims to have 4294967296 bytes");
    }

    @Test
    void recordsThatAreNotEventsAreRefused() throws IOException {
        Path file = folder.resolve("events.tfevents.odd");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] data = {0x2a, 0x7f, 1, 2};
            ByteBuffer record = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
            record.putLong(4);
            record.putInt(masked(Arrays.copyOf(record.array(), 8))).put(data).putInt(masked(data));
            out.write(record.array());
        }
        assertThatThrownBy(() -> TensorBoard.read(file, ImportListener.SILENT))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("claims more bytes than it has");
    }

    @Test
    void aFolderWithoutEventFilesIsRefused() {
        assertThatThrownBy(() -> runs(folder)).hasMessageContaining("no event files");
    }

    private static byte[] whole() throws IOException {
        Path run = OptunaTest.fixture("tensorboard/run0");
        try (var files = Files.list(run)) {
            return Files.readAllBytes(
                    files.filter(f -> f.toString().endsWith(".v2")).findFirst().orElseThrow());
        }
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + 0xa282ead8;
    }
}
