package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.EventLogContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventLogTest extends EventLogContract {
    @TempDir private Path folder;
    private SqliteEventLog log;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder, CAPITALS);
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
