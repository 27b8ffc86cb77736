package io.tunebook.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real servers on one log in a real PostgreSQL: the writer is killed, paused until its
/// successor has ended, and killed, under load. `-Dtunebook.seed=N` and `-Dtunebook.kills=N` run
/// others.
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
