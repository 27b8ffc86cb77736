package io.tunebook.kernels.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsvTableTest {

    @TempDir private Path folder;

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("", "line 1: expected a header line, found an empty file"),
                arguments("\n  \n", "line 1: expected a header line, found an empty file"),
                arguments(
                        "a,b\n1,2\n",
                        "line 1: expected a column named label with the labels, found the columns a, b"),
                arguments(
                        "label\nx\n", "line 1: expected feature columns beside label, found none"),
                arguments(
                        "a,a,label\n",
                        "line 1, column 2: expected every column's name once, found a again"),
                arguments(
                        "a,label\n",
                        "line 2: expected rows under the header, found the end of the file"),
                arguments(
                        "a,label\n1,x\n1,2,y\n",
                        "line 3: expected 2 cells as in the header, found 3"),
                arguments(
                        "a,label\n1,x\n1\n", "line 3: expected 2 cells as in the header, found 1"),
                arguments(
                        "a,label\n1,x\n\none,y\n",
                        "line 4, column 1 (a): expected a number, found one"),
                arguments(
                        "a,label\n,x\n",
                        "line 2, column 1 (a): expected a number, found an empty cell"),
                arguments(
                        "a,label\nNaN,x\n",
                        "line 2, column 1 (a): expected a finite number, found NaN"),
                arguments(
                        "a,label\n0x1p3,x\n",
                        "line 2, column 1 (a): expected a number, found 0x1p3"),
                arguments("a,label\n1d,x\n", "line 2, column 1 (a): expected a number, found 1d"),
                arguments(
                        "a,label\n1e99,x\n",
                        "line 2, column 1 (a): expected a finite number, found 1e99"),
                arguments(
                        "a,label\n1,\n",
                        "line 2, column 2 (label): expected a label, found an empty cell"),
                arguments(
                        "a,label\n1,x\n2,x\n",
                        "column 2 (label): expected at least two classes, found only x"),
                arguments(
                        "a,label\n1,\"x\n",
                        "after line 1: expected CSV, found an error: Unclosed quoted field at end of input (record starting at line 2)"),
                arguments(
                        "a,label\n\"1\"2,x\n",
                        "after line 1: expected CSV, found an error: Unexpected character after closing quote: '2' (0x32) (record starting at line 2)"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("malformed")
    void aMalformedTableIsReportedWithItsLine(String text, String message) throws IOException {
        Path file = write(text);
        assertThatThrownBy(() -> CsvDataset.read(file, "label"))
                .isInstanceOf(DataFormatException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void aFileThatIsNotUtf8IsReported() throws IOException {
        Path file =
                Files.write(
                        folder.resolve("binary.csv"),
                        new byte[] {'a', (byte) 0xFF, (byte) 0xFE, '\n'});
        assertThatThrownBy(() -> CsvDataset.read(file, "label"))
                .hasMessage(
                        file
                                + ": after line 0: expected UTF-8 text, found other bytes: convert the file to UTF-8");
    }

    @Test
    void aColumnOfMeasurementsIsNotAcceptedAsLabels() throws IOException {
        StringBuilder text = new StringBuilder("a,label\n");
        for (int i = 0; i < 1_001; i++) {
            text.append("1,").append(i).append(".5\n");
        }
        Path file = write(text.toString());
        assertThatThrownBy(() -> CsvDataset.read(file, "label"))
                .hasMessage(
                        file
                                + ": column 2 (label): expected at most 1000 classes, found 1001 different labels");
    }

    @Test
    void columnsAreScaledByTheirRangeAndClassesAreSorted() throws IOException {
        Dataset table =
                CsvDataset.read(
                        write("\uFEFFa,\"la,bel\", b ,c\r\n0,10,5,7\r\n4,9,-5,7\r\n1,10,0,7\r\n"),
                        "la,bel");
        assertThat(table.classes()).containsExactly("9", "10");
        assertThat(table.rows()).isEqualTo(3);
        assertThat(table.inputs()).isEqualTo(3);
        assertThat(new int[] {table.label(0), table.label(1), table.label(2)})
                .containsExactly(1, 0, 1);
        assertThat(new float[] {table.feature(0, 0), table.feature(1, 0), table.feature(2, 0)})
                .containsExactly(0f, 1f, 0.25f);
        assertThat(new float[] {table.feature(0, 1), table.feature(1, 1), table.feature(2, 1)})
                .containsExactly(1f, 0f, 0.5f);
        assertThat(table.feature(0, 2)).isZero();
    }

    @Test
    void classesCanBeNames() throws IOException {
        Dataset table =
                CsvDataset.read(write("kind,a\nrose,1\n\"lily \"\"white\"\"\",2\n10,3"), "kind");
        assertThat(table.classes()).containsExactly("10", "lily \"white\"", "rose");
    }

    @Test
    void aQuotedFieldKeepsItsSpacesCommasAndLineBreaks() throws IOException {
        Dataset table = CsvDataset.read(write("kind,a\n \" x,\ny \" ,1\n  \n z ,2\n"), "kind");
        assertThat(table.classes()).containsExactly(" x,\ny ", "z");
    }

    private Path write(String text) throws IOException {
        return Files.write(folder.resolve("table.csv"), text.getBytes(StandardCharsets.UTF_8));
    }
}
