package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same table of four trials as spreadsheets save it, and cells that are no numbers.
class CsvDialectsTest {
    private static final String TABLE =
            """
            trial,lr,batch size,optimizer,val_loss,notes
            1,0.01,32,adam,0.412,Größe ok
            2,0.001,64,adam,0.371,naïve
            3,0.0001,32,sgd,1.25,
            4,0.1,128,sgd,12345.678,diverged
            """;

    @TempDir private Path folder;

    private ParsedSource read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("table.csv"), bytes);
        return Csv.read(file, CsvChoices.NONE, ImportListener.SILENT).imported();
    }

    private List<ParsedRun> runs(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8)).studies().getFirst().runs();
    }

    private void hasTheNumbers(byte[] bytes) throws IOException {
        List<ParsedRun> runs = read(bytes).studies().getFirst().runs();
        assertThat(runs)
                .extracting(r -> r.params().get("lr"))
                .containsExactly("0.01", "0.001", "0.0001", "0.1");
        assertThat(runs)
                .extracting(r -> r.curves().getFirst().values()[0])
                .containsExactly(0.412, 0.371, 1.25, 12_345.678);
        assertThat(runs)
                .extracting(r -> r.params().keySet())
                .containsOnly(java.util.Set.of("lr", "batch size", "optimizer"));
        assertThat(runs.getFirst().tags()).containsValue("Größe ok");
    }

    private static String commas(String number) {
        return TABLE.replace(',', ';').replace('.', ',').replace("12345,678", number);
    }

    @Test
    void everySpreadsheetGivesTheSameNumbers() throws IOException {
        for (String text :
                List.of(
                        TABLE,
                        "\uFEFF" + TABLE.replace("\n", "\r\n"),
                        "\uFEFFsep=;\r\n" + TABLE.replace(',', ';').replace("\n", "\r\n"),
                        "sep=|\n" + TABLE.replace(',', '|'),
                        TABLE.replace(',', '|'),
                        TABLE.replace("\n", "\r"),
                        commas("12345,678"),
                        commas("12.345,678"),
                        commas("12 345,678"),
                        commas("12\u00a0345,678"),
                        commas("12345,678").replace(";sgd;1,25;", ";sgd;1,25 ;"),
                        TABLE.replace("12345.678", "\"12,345.678\""),
                        TABLE.replace(',', '\t').replace("12345.678", "12,345.678"),
                        TABLE.replace(',', ';').replace("12345.678", "12'345.678"),
                        TABLE.replace("\n", ",,\n") + ",,,,,,,\n\n,,,,,,,\n",
                        TABLE.replaceAll("(?m)^(\\d.*)$", "$1,,"))) {
            hasTheNumbers(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "X-UTF-16LE-BOM"})
    void unicodeOfTwoBytesIsRead(String charset) throws IOException {
        hasTheNumbers(
                TABLE.replace(',', '\t').replace("\n", "\r\n").getBytes(Charset.forName(charset)));
    }

    @Test
    void anotherEncodingIsNamedWithItsLine() {
        assertThatThrownBy(() -> read(TABLE.getBytes(Charset.forName("windows-1252"))))
                .hasMessageContaining("is not text in UTF-8 (line 2), but perhaps in Windows-1252")
                .hasMessageContaining("save it as UTF-8");
        assertThatThrownBy(() -> read("PK\u0003\u0004..".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessageContaining("workbook of a spreadsheet");
    }

    @Test
    void aBadCellLosesItselfAndNotItsColumn() throws IOException {
        String text =
                """
                name,lr,width,val_loss
                a,0.1,64,0.5
                b,#DIV/0!,128,NA
                c,0.01,tbd,#N/A
                d,0.001,256,oops
                e,-,512,0.25
                f,none,32,null
                """;
        ParsedSource read = read(text.getBytes(StandardCharsets.UTF_8));
        List<ParsedRun> runs = read.studies().getFirst().runs();
        assertThat(runs)
                .extracting(r -> r.params().get("lr"))
                .containsExactly("0.1", null, "0.01", "0.001", null, "none");
        assertThat(runs)
                .extracting(r -> r.params().get("width"))
                .containsExactly("64", "128", null, "256", "512", "32");
        assertThat(runs).extracting(r -> r.curves().size()).containsExactly(1, 0, 0, 0, 1, 0);
        assertThat(read.skips().sentences())
                .containsExactly(
                        "'#DIV/0!' in 'lr', a column of numbers",
                        "'tbd' in 'width', a column of numbers",
                        "'oops' in 'val_loss', which is not a number");
    }

    @Test
    void textsAndNumbersStayWhatTheyAre() throws IOException {
        List<ParsedRun> runs =
                runs(
                        """
                        Name,zip,big,sci,mixed,val_loss
                        r1,007,9007199254740993,+1e-3,1,0.1
                        r2,010,9223372036854775807,.01,one,0.30000000000000004
                        r3,100,-9223372036854775808,3.0e-04,True,1e-320
                        r4,0,0,1_000,"[1, 2]",12345678.9
                        """);
        assertThat(runs)
                .extracting(r -> r.params().get("zip"))
                .containsExactly("007", "010", "100", "0");
        assertThat(runs)
                .extracting(r -> r.params().get("big"))
                .startsWith("9007199254740993", "9223372036854775807");
        assertThat(runs)
                .extracting(r -> r.params().get("sci"))
                .containsExactly("+1e-3", ".01", "3.0e-04", "1_000");
        assertThat(runs)
                .extracting(r -> r.params().get("mixed"))
                .containsExactly("1", "one", "True", "[1, 2]");
        assertThat(runs)
                .extracting(r -> r.curves().getFirst().values()[0])
                .containsExactly(0.1, 0.30000000000000004, 1e-320, 12_345_678.9);
        assertThat(CsvNumbers.integer("9007199254740993")).isEqualTo(9_007_199_254_740_993L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12.0s|12",
                "45.2min|2712",
                "1.3h|4680",
                "2d|172800",
                "120ms|0.12",
                "0 days 00:00:00.55|0.55",
                "1:02:03|3723",
                "61|61"
            })
    void durationsForPeopleAreSeconds(String text, double seconds) {
        assertThat(CsvNumbers.seconds(text))
                .isEqualTo(seconds, org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void timeProcessMachineAndDateAreNoHyperparameters() throws IOException {
        assertThat(
                        runs("name,lr,pid,hostname,date,timestamp,elapsed,train_time,val_loss\na,0.1,17,n1,2024-01-01,1714557600,5,6,1\nb,0.2,18,n2,2024-01-02,1714557601,5,6,1\n")
                                .getFirst()
                                .params())
                .containsOnlyKeys("lr");
    }

    @Test
    void percentagesAreNumbers() throws IOException {
        assertThat(runs("name;acc\na;86,1%\nb;90,25 %\n"))
                .extracting(r -> r.curves().getFirst().values()[0])
                .containsExactly(86.1, 90.25);
        assertThat(runs("name,acc\na,86.1%\nb,90%\n"))
                .extracting(r -> r.curves().getFirst().values()[0])
                .containsExactly(86.1, 90.0);
    }

    @Test
    void listsBetweenCommasAreNoNumbers() throws IOException {
        assertThat(runs("name,layers,acc\na,\"64,64\",1\nb,\"128,256\",2\n"))
                .extracting(r -> r.params().get("layers"))
                .containsExactly("64,64", "128,256");
    }
}
