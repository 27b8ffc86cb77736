package io.tunebook.server.exchange.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;
    private Path file = Path.of("");
    private Head head = Head.EMPTY;

    @BeforeEach
    void anExportOfNotesAndCurves() throws Exception {
        file = folder.resolve("log.jsonl");
        try (EventLog log = SqliteEventLog.open(folder.resolve("original"))) {
            for (int i = 0; i < 40; i++) {
                log.append(
                        "round/r" + i % 3,
                        Expected.any(),
                        List.of(
                                event(
                                        new Event.NoteAdded(
                                                "round/r" + i % 3, "\"ü\" \\ / 你好 \u2028 " + i)),
                                event(
                                        new Event.CurveMeasured(
                                                "t",
                                                new Curve(
                                                        new long[] {i, i + 1},
                                                        List.of("m"),
                                                        new float[][] {{Float.NaN, i}})))));
            }
            try (OutputStream out = Files.newOutputStream(file)) {
                head = LogExport.write(log, out);
            }
            assertThat(head).isEqualTo(log.head());
        }
    }

    private static NewEvent event(Event event) {
        Wire.Encoded e = Wire.encode(event);
        return new NewEvent(IDS.next(), e.type(), e.version(), "Ada ü", Instant.now(), e.payload());
    }

    @Test
    void anExportedAndImportedLogVerifiesWithTheSameHead() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("copy"))) {
            assertThat(LogImport.run(file, log)).isEqualTo(head);
            assertThat(log.verify()).isEqualTo(new Verification.Intact(80, head));
            assertThat(LogImport.run(file, log)).as("again").isEqualTo(head);
            assertThat(log.head().position()).isEqualTo(80);
        }
        Path again = folder.resolve("again.jsonl");
        try (EventLog log = SqliteEventLog.openReadOnly(folder.resolve("copy"));
                OutputStream out = Files.newOutputStream(again)) {
            LogExport.write(log, out);
        }
        assertThat(again).hasSameTextualContentAs(file);
    }

    @Test
    void aPayloadOfJsonIsReadableInItsLine() throws Exception {
        assertThat(Files.readAllLines(file).get(1))
                .contains("\"type\":\"note-added\"")
                .contains("\"payload\":{\"subject\":\"round/r0\",\"text\":");
    }

    @Test
    void anInterruptedImportResumes() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("copy"))) {
            LogImport.run(file, log);
        }
        Path longer = folder.resolve("longer.jsonl");
        try (EventLog log = SqliteEventLog.open(folder.resolve("original"))) {
            log.append("round/r9", Expected.any(), List.of(event(new Event.NoteAdded("x", "y"))));
            try (OutputStream out = Files.newOutputStream(longer)) {
                head = LogExport.write(log, out);
            }
        }
        try (EventLog log = SqliteEventLog.open(folder.resolve("copy"))) {
            assertThat(LogImport.run(longer, log)).isEqualTo(head);
            assertThatThrownBy(() -> LogImport.run(file, log)).hasMessageContaining("empty folder");
        }
    }

    @Test
    void aLogWithOtherEventsRefusesTheImport() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("other"))) {
            log.append("s", Expected.any(), List.of(event(new Event.NoteAdded("x", "y"))));
            assertThatThrownBy(() -> LogImport.run(file, log))
                    .isInstanceOf(InvalidExportException.class)
                    .hasMessageContaining("other events");
            assertThat(log.head().position()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4,'你好','你坏',hash differs",
        "4,'\"position\":3','\"position\":5',follows",
        "4,'\"stream\":\"round/r1\"','\"stream\":\"round/r2\"',hash differs",
        "5,'payloadBase64\":\"AQ','payloadBase64\":\"AR',hash differs",
        "4,'\"actor\"','\"actress\"',unknown",
        "4,'{',' ',not a JSON",
        "1,'log','dog',does not begin",
        "82,'\"events\":80','\"events\":79',head is not",
        "82,'{\"events\"','{\"event\"',unknown"
    })
    void aChangedFileIsRefusedWithItsLineAndNothingIsImported(
            int line, String what, String by, String problem) throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        assertThat(lines.get(line - 1)).contains(what);
        lines.set(
                line - 1,
                lines.get(line - 1).replaceFirst(java.util.regex.Pattern.quote(what), by));
        refused(String.join("\n", lines) + "\n", "line " + line, problem);
    }

    @Test
    void aTruncatedFileIsRefused() throws Exception {
        List<String> lines = Files.readAllLines(file);
        refused(String.join("\n", lines.subList(0, 50)) + "\n", "ends after line 50", "again");
        refused(String.join("\n", lines) + "\nmore", "line 82", "follows the last line");
        refused("", "ends after line 0", "again");
    }

    private void refused(String text, String... problems) throws Exception {
        Path changed =
                Files.writeString(folder.resolve("changed.jsonl"), text, StandardCharsets.UTF_8);
        try (EventLog log = SqliteEventLog.open(folder.resolve("refused"))) {
            assertThatThrownBy(() -> LogImport.run(changed, log))
                    .isInstanceOf(InvalidExportException.class)
                    .message()
                    .contains(problems);
            assertThat(log.head()).isEqualTo(Head.EMPTY);
        }
    }
}
