package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Study;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DemoCommandTest {
    @TempDir private Path folder;

    private final StringWriter err = new StringWriter();

    private int demo(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "demo";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), arguments);
    }

    @Test
    void aStoppedStudyEndsTheDemoWithItsReason() {
        StudyData data = StudyData.generated();
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Demo.open(ledger, data.reproduction("c", "v"), data.name(), "ada");
            for (Study study : ledger.now().book().studies().values()) {
                ledger.perform(
                        new Command.StopStudy(study.id(), "trial failed: no kernel"), "runner");
            }
        }
        int exit = demo("--exit", "--port", "0", "--data-dir", folder.toString());
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString())
                .contains("tunebook: study digits-s1 was stopped: trial failed: no kernel")
                .contains("tunebook: study digits-s2 was stopped: trial failed: no kernel");
    }

    @Test
    void anUnknownBackendOrDeviceIsReportedBeforeTheLogIsCreated() {
        Path absent = folder.resolve("absent");
        assertThat(demo("--exit", "--backend", "abacus", "--data-dir", absent.toString()))
                .isEqualTo(1);
        assertThat(demo("--exit", "--device", "1", "--data-dir", absent.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anyMatch(l -> l.startsWith("tunebook: No backend has the name abacus"))
                .anyMatch(l -> l.contains("remove --device"));
        assertThat(absent).doesNotExist();
    }
}
