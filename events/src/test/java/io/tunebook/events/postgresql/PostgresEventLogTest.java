package io.tunebook.events.postgresql;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.EventLogContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class PostgresEventLogTest extends EventLogContract {
    @TempDir private Path folder;
    private PostgresEventLog log;

    @BeforeEach
    void open() {
        log = PostgresEventLog.open(TestPostgres.log(), folder, "test", CAPITALS);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Override
    protected EventLog log() {
        return log;
    }
}
