package io.tunebook.server.exchange.imports;

import static io.tunebook.server.exchange.imports.EventFile.T;
import static io.tunebook.server.exchange.imports.EventFile.begun;
import static io.tunebook.server.exchange.imports.EventFile.content;
import static io.tunebook.server.exchange.imports.EventFile.join;
import static io.tunebook.server.exchange.imports.EventFile.message;
import static io.tunebook.server.exchange.imports.EventFile.number;
import static io.tunebook.server.exchange.imports.EventFile.shape;
import static io.tunebook.server.exchange.imports.EventFile.single;
import static io.tunebook.server.exchange.imports.EventFile.tensor;
import static io.tunebook.server.exchange.imports.EventFile.text;
import static io.tunebook.server.exchange.imports.EventFile.type;
import static io.tunebook.server.exchange.imports.EventFile.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Measurements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people's event files have, from public bug reports: restarts, damaged files, links, and
/// scalars of every type, step, time and name.
class TensorBoardCasesTest {
    private static final String SECOND = "events.out.tfevents.1714558100.host";

    @TempDir private Path logs;

    private ParsedSource read() throws IOException {
        return TensorBoard.read(logs, ImportListener.SILENT);
    }

    private static Map<String, ParsedRun> runs(ParsedSource source) {
        return source.studies().getFirst().runs().stream()
                .collect(Collectors.toMap(ParsedRun::name, Function.identity()));
    }

    private static Measurements curve(ParsedSource source, String run, String metric) {
        return Objects.requireNonNull(runs(source).get(run)).curves().stream()
                .filter(m -> m.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private double[] only(EventFile file, String metric) throws IOException {
        file.in(logs.resolve("r"));
        return curve(read(), "r", metric).values();
    }

    private static void assertParts(Measurements m, int ones, int twos) {
        assertThat(m.size()).isEqualTo(ones + twos);
        for (int i = 0; i < m.size(); i++) {
            assertThat(m.steps()[i]).isEqualTo(i);
            assertThat(m.values()[i]).isEqualTo(i < ones ? 1.0 : 2.0);
        }
    }

    @Test
    void aRestartDiscardsTheStepsThatWereLost() throws IOException {
        byte[] first = begun().scalars("loss", 0, 150, 1).bytes();
        EventFile.write(logs.resolve("a").resolve(EventFile.NAME), first);
        begun().restart(T + 500, 100).scalars("loss", 100, 200, 2).in(logs.resolve("a"), SECOND);
        EventFile.write(logs.resolve("b").resolve(EventFile.NAME), first);
        begun().scalars("loss", 100, 200, 2).in(logs.resolve("b"), SECOND);
        EventFile.write(logs.resolve("c").resolve(EventFile.NAME), first);
        begun().restart(T + 500, 100).scalars("loss", 100, 120, 2).in(logs.resolve("c"), SECOND);
        begun().scalars("loss", 0, 150, 1)
                .restart(T + 500, 100)
                .scalars("loss", 100, 120, 2)
                .in(logs.resolve("d"));
        ParsedSource read = read();
        assertParts(curve(read, "a", "loss"), 100, 100);
        assertParts(curve(read, "b", "loss"), 100, 100);
        assertParts(curve(read, "c", "loss"), 100, 20);
        assertParts(curve(read, "d", "loss"), 100, 20);
        assertThat(read.skips().sentences())
                .contains(
                        "50 values of run 'c' from before its restart at step 100",
                        "50 values of run 'b', which a later file of the run replaces at the same steps");
    }

    @Test
    void aRestartAtStepZeroOrTwiceDiscardsEveryTagAndOtherMarkersNothing() throws IOException {
        byte[] checkpoint = join(EventFile.real(1, T), message(7, number(1, 3)));
        EventFile file = begun().scalars("a", 0, 9, 1).scalars("b", 3, 9, 1).record(checkpoint);
        file.restart(T, 6).scalars("a", 6, 12, 2).restart(T, 4).scalars("a", 4, 6, 2);
        file.in(logs.resolve("twice"));
        begun().scalars("a", 0, 9, 1).restart(T, 0).scalars("a", 0, 3, 2).in(logs.resolve("zero"));
        ParsedSource read = read();
        assertThat(curve(read, "twice", "a").values()).containsExactly(1, 1, 1, 1, 2, 2);
        assertThat(curve(read, "twice", "b").steps()).containsExactly(3);
        assertThat(curve(read, "zero", "a").values()).containsExactly(2, 2, 2);
    }

    @Test
    void filesBeforeVersionTwoHaveASmallerStepInsteadOfAMarker() throws IOException {
        EventFile old = new EventFile().version(T, "brain.Event:1").scalars("a", 0, 9, 1);
        old.scalar(T, 8, "b", 1).scalars("a", 5, 7, 2).in(logs.resolve("r"));
        ParsedSource read = read();
        assertParts(curve(read, "r", "a"), 5, 2);
        assertThat(curve(read, "r", "b").size()).isEqualTo(1);
    }

    private void damagedOnes() throws IOException {
        byte[] good = begun().scalars("loss", 0, 20, 1).bytes();
        byte[] ten = begun().scalars("loss", 0, 10, 1).bytes();
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 0x10;
        put("good-1", good);
        put("good-2", good);
        begun().in(logs.resolve("good-1"), "events.out.tfevents.1714557601.host.profile-empty");
        put("cut-in-a-record", Arrays.copyOf(good, good.length - 7));
        put("cut-in-a-length", Arrays.copyOf(good, ten.length + 5));
        put("empty", new byte[0]);
        put("zeros-at-the-end", Arrays.copyOf(good, good.length + 4096));
        put("only-zeros", new byte[512]);
        put("one-bit", flipped);
        put("text", "see the other machine\n".getBytes(StandardCharsets.UTF_8));
        EventFile.write(logs.resolve("notes/readme.txt"), new byte[] {'n', 'o'});
    }

    private void put(String run, byte[] content) throws IOException {
        EventFile.write(logs.resolve(run).resolve(EventFile.NAME), content);
    }

    @Test
    void everyDamagedFileIsListedAndTheOthersAreReadOnRequest() throws IOException {
        damagedOnes();
        assertThatThrownBy(this::read)
                .isInstanceOf(DamagedFilesException.class)
                .hasMessageContaining("3 files cannot be imported")
                .hasMessageMatching(".*one-bit/\\S+ is damaged at byte \\d+: the checksum.*")
                .hasMessageContaining("zeros-at-the-end/" + EventFile.NAME)
                .hasMessageContaining("only-zeros/" + EventFile.NAME);
        ParsedSource read = TensorBoard.read(logs, true, ImportListener.SILENT);
        assertThat(read.studies().getFirst().runs())
                .extracting(run -> run.name() + " " + run.points())
                .containsExactly(
                        "cut-in-a-length 10", "cut-in-a-record 19", "good-1 20", "good-2 20");
        assertThat(String.join("\n", read.skips().sentences()))
                .contains("one-bit/" + EventFile.NAME + " is damaged at byte")
                .contains("zeros-at-the-end/" + EventFile.NAME + " is damaged at byte")
                .contains("text/" + EventFile.NAME + ", which is not an event file")
                .contains("empty/" + EventFile.NAME + ", which is empty")
                .contains("profile-empty, which has no values")
                .doesNotContain(logs.toString());
    }

    @Test
    void aCompressedFileIsNamedAsSuch() throws IOException {
        begun().scalars("loss", 0, 3, 1).in(logs.resolve("good"));
        java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
            gzip.write(begun().scalars("loss", 0, 3, 1).bytes());
        }
        put("packed", packed.toByteArray());
        assertThat(read().skips().sentences())
                .containsExactly(
                        "packed/"
                                + EventFile.NAME
                                + ", which is compressed: unpack it with gunzip");
    }

    @Test
    void foldersOfOneTrainingAreRunsAndNamed() throws IOException {
        for (String run : List.of("a/train", "a/validation", "b/train", "b/validation", "c")) {
            begun().scalars("epoch_loss", 0, 3, run.length()).in(logs.resolve(run));
        }
        ParsedSource keras = read();
        assertThat(runs(keras)).hasSize(5);
        assertThat(SourceNotes.of(keras))
                .containsExactly(
                        "Each folder with event files is a run, as in TensorBoard: the folders 'a/train', 'a/validation', which look like one training, are 2 runs, and so on for 1 other. Compare their metrics on the experiment's page; only runs with the objective are trials.");
    }

    @Test
    void aFolderInTheFolderOfARunIsNamedAndVersionsAreNot() throws IOException {
        begun().scalars("loss", 0, 3, 1).in(logs.resolve("version_0"));
        begun().scalars("loss", 0, 3, 2).in(logs.resolve("version_1"));
        assertThat(SourceNotes.of(read())).isEmpty();
        begun().scalars("losses", 0, 3, 3).in(logs.resolve("version_0/losses_val"));
        assertThat(SourceNotes.of(read()))
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("the folders 'version_0', 'version_0/losses_val', which look like");
    }

    @Test
    void aFileThatIsNoEventFileEndsNothingButItself() throws IOException {
        put("text", "see the other machine\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::read).hasMessageContaining("which is not an event file");
        begun().scalars("loss", 0, 3, 1).in(logs.resolve("good"));
        assertThat(runs(read())).containsOnlyKeys("good");
    }

    @Test
    void aDamagedFileOfARunLeavesTheOtherFilesOfTheRun() throws IOException {
        byte[] first = begun().scalars("loss", 0, 5, 1).bytes();
        put("r", first);
        byte[] second = begun().scalars("loss", 5, 9, 1).bytes();
        second[second.length - 6] ^= 1;
        EventFile.write(logs.resolve("r").resolve(SECOND), second);
        ParsedSource read = TensorBoard.read(logs, true, ImportListener.SILENT);
        assertThat(curve(read, "r", "loss").size()).isEqualTo(5);
        assertThat(read.skips().sentences()).hasSize(1);
    }

    @Test
    void moreThanTwentyDamagedFilesAreCounted() throws IOException {
        for (int i = 0; i < 25; i++) {
            put("r" + i, new byte[64]);
        }
        assertThatThrownBy(this::read)
                .hasMessageStartingWith("25 files cannot be imported: ")
                .hasMessageEndingWith("and 5 more files");
    }

    @Test
    void linkedFoldersAreFollowedAndLoopsAreReported() throws IOException {
        Path elsewhere = logs.resolve("elsewhere");
        Path root = Files.createDirectories(logs.resolve("root"));
        begun().scalars("loss", 0, 3, 1).in(elsewhere.resolve("run"));
        Files.createSymbolicLink(root.resolve("linked"), elsewhere);
        Files.createSymbolicLink(elsewhere.resolve("run/back"), elsewhere);
        Files.createSymbolicLink(root.resolve("up"), root);
        Files.createSymbolicLink(root.resolve("gone"), logs.resolve("nowhere"));
        ParsedSource read = TensorBoard.read(root, ImportListener.SILENT);
        assertThat(runs(read)).containsOnlyKeys("linked/run");
        assertThat(read.skips().sentences())
                .contains(
                        "up, a link to a folder that contains it",
                        "linked/run/back, a link to a folder that contains it",
                        "gone, a link whose target does not exist");
    }

    /// The bits of a value, as content and in the field of its type.
    @ParameterizedTest
    @CsvSource({
        "1, 4, 3fc00000, 0, 1.5",
        "2, 8, c00a000000000000, 0, -3.25",
        "3, 4, fffffffd, 7, -3",
        "4, 1, fe, 7, 254",
        "5, 2, fffd, 7, -3",
        "6, 1, fd, 7, -3",
        "9, 8, fffffffffffffffd, 10, -3",
        "10, 1, 1, 11, 1",
        "14, 2, c050, 13, -3.25",
        "17, 2, ffff, 7, 65535",
        "19, 2, c280, 13, -3.25",
        "22, 4, ffffffff, 16, 4294967295",
        "23, 8, 8000000000000000, 17, 9223372036854775808"
    })
    void numbersOfEveryTypeAreScalars(int type, int size, String hex, int field, double value)
            throws IOException {
        long bits = Long.parseUnsignedLong(hex, 16);
        EventFile file =
                begun().event(T, 1, tensor("x", "scalars", type(type), content(size, bits)));
        file.event(T, 2, tensor("x", "", type(type), shape(1), content(size, bits)));
        file.event(T, 3, tensor("x", "", type(type), shape(1, 1), content(size, bits)));
        double[] expected = {value, value, value};
        if (field > 0) {
            // Negative numbers of fewer bits are written as those of 64 bits.
            long wide = value < 0 && value == Math.rint(value) ? (long) value : bits;
            file.event(T, 4, tensor("x", "", type(type), number(field, wide)));
            file.event(T, 5, tensor("x", "", type(type), message(field, varint(wide))));
            expected = new double[] {value, value, value, value, value};
        }
        assertThat(only(file, "x")).containsExactly(expected);
    }

    @Test
    void zerosThatAreNotWrittenAreValues() throws IOException {
        EventFile file = begun().event(T, 0, join(text(1, "x"), single(2, 0)));
        file.event(T, 1, tensor("x", "scalars", type(1), content(4, 0)));
        file.event(T, 2, tensor("x", "scalars", type(9)));
        assertThat(only(file, "x")).containsExactly(0, 0, 0);
    }

    @Test
    void whatIsNotAScalarIsCountedByItsType() throws IOException {
        EventFile file = begun();
        for (int i = 0; i < 3; i++) {
            file.event(T, i, tensor("two", "scalars", type(1), shape(2), content(8, 0)));
            file.event(T, i, tensor("note", "text", type(7), text(8, "0.5")));
            file.event(T, i, tensor("name", "", type(7), text(8, "adam")));
            file.event(T, i, tensor("number", "", type(7), text(8, "2.5e-1")));
            file.event(T, i, join(text(1, "image " + i), message(4, new byte[0])));
            file.event(T, i, join(text(1, "h"), message(5, new byte[0])));
        }
        file.record(join(EventFile.real(1, T), message(4, new byte[] {1})));
        file.in(logs.resolve("r"));
        ParsedSource read = read();
        assertThat(curve(read, "r", "number").values()).containsExactly(0.25, 0.25, 0.25);
        assertThat(runs(read).get("r").curves()).hasSize(1);
        assertThat(read.skips().sentences())
                .containsExactlyInAnyOrder(
                        "3 values of type float32 of shape [2], which is not a scalar: 'two'",
                        "3 values of type text, which is not a scalar: 'note'",
                        "3 values of type string, which is not a scalar: 'name'",
                        "3 values of type image, which is not a scalar: 'image 0', 'image 1', 'image 2'",
                        "3 values of type histogram, which is not a scalar: 'h'",
                        "1 value of type graph, which is not a scalar: 'graph'");
    }

    @Test
    void stepsAreExactAndNumbersThatAreNoneAreKept() throws IOException {
        long[] steps = {-5, -1, 0, 1, 1, 3, 2, 1L << 31, (1L << 53) + 1, Long.MAX_VALUE};
        double[] values = {
            1, Double.NaN, 1 / 0.0, -1 / 0.0, 3e38f, Float.MIN_VALUE, -0.0, .1f, 2, 3
        };
        EventFile file = begun();
        for (int i = 0; i < steps.length; i++) {
            file.scalar(T + i, steps[i], "loss", values[i]);
        }
        file.in(logs.resolve("r"));
        Measurements m = curve(read(), "r", "loss");
        assertThat(m.steps()).containsExactly(steps);
        assertThat(m.values()).containsExactly(values);
    }

    @Test
    void timesThatCannotBeAreUnknownAndReported() throws IOException {
        EventFile file = begun().scalar(-1, 0, "loss", 1).scalar(Double.NaN, 1, "loss", 1);
        file.scalar(1.5e12, 2, "loss", 1).scalar(T + 1, 3, "loss", 1).in(logs.resolve("r"));
        ParsedSource read = read();
        assertThat(curve(read, "r", "loss").times()).containsExactly(0, 0, 0, 1_714_557_601_000L);
        ParsedRun run = runs(read).get("r");
        assertThat(run.startTime()).isEqualTo(1_714_557_600_000L);
        assertThat(run.endTime()).isEqualTo(1_714_557_601_000L);
        assertThat(read.skips().sentences())
                .containsExactly(
                        "a time outside of the years 1970 to 9999, recorded as unknown (3 times)");
    }

    @Test
    void namesNeverFallTogether() throws IOException {
        List<String> tags =
                List.of(
                        "",
                        " ",
                        "loss/train",
                        "loss/train_1",
                        "loss\\val",
                        "損失",
                        "caf\u00e9",
                        "cafe\u0301",
                        "x".repeat(300),
                        "x".repeat(301),
                        "a/".repeat(50) + "b",
                        "../up",
                        "%41",
                        "tab\there");
        EventFile file = begun();
        for (int i = 0; i < tags.size(); i++) {
            file.scalar(T, i, tags.get(i), i);
        }
        file.event(T, 20, join(message(1, new byte[] {(byte) 0xff}), single(2, 20)));
        file.event(T, 21, join(message(1, new byte[] {(byte) 0xfe}), single(2, 21)));
        file.event(T, 22, single(2, 22));
        file.in(logs.resolve("r"));
        List<Measurements> curves = runs(read()).get("r").curves();
        assertThat(curves).hasSize(16).extracting(Measurements::metric).doesNotHaveDuplicates();
        assertThat(curves).extracting(Measurements::metric).contains("(no name)", "損失", "%41");
        assertThat(curve(read(), "r", "(no name)").values()).containsExactly(0, 22);
    }

    @Test
    void twoWritersInOneFolderAreOneRunAndTheSecondFileCounts() throws IOException {
        begun().scalars("loss", 0, 5, 1).scalar(T, 9, "lr", 1).in(logs.resolve("r"));
        begun().scalars("loss", 0, 5, 2).scalar(T, 10, "lr", 1).in(logs.resolve("r"), SECOND);
        ParsedSource read = read();
        assertThat(curve(read, "r", "loss").values()).containsExactly(2, 2, 2, 2, 2);
        assertThat(curve(read, "r", "lr").steps()).containsExactly(9, 10);
        assertThat(read.skips().sentences())
                .containsExactly(
                        "5 values of run 'r', which a later file of the run replaces at the same steps");
    }
}
