package io.tunebook.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Two real servers on one log in a real PostgreSQL: the writer is killed, paused until its
/// successor has ended, and killed, under load. It takes longer than all other tests of a shared
/// log together, so it runs on request: `-Dtunebook.kills=3`, also with `-Dtunebook.seed=N`.
/// `TakeoverTest` kills and pauses writers of the log in each build.
@EnabledIfSystemProperty(named = "tunebook.kills", matches = "[1-9][0-9]*")
class FailoverTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);
    private static final int KILLS = Integer.getInteger("tunebook.kills", 3);

    @TempDir private Path folder;

    @Test
    void nothingAcknowledgedIsLostWhenWritersAreKilledAndPausedAndClientsOnlyWait()
            throws Exception {
        List<Row> rows =
                new FailoverBench(folder, KILLS, SEED, row -> System.out.println(row.line()))
                        .rows(BenchDatabase.EMBEDDED);
        // How long it takes is for the bench on an idle machine.
        assertThat(rows).filteredOn(row -> !row.unit().equals("s")).allMatch(Row::ok);
        assertThat(rows)
                .filteredOn(row -> row.name().equals("acknowledged events"))
                .allMatch(row -> row.value() > 100)
                .hasSize(1);
    }
}
