package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks once a second whether the log's files are those that were opened, and whether a temporary
/// failure has passed, so that the state is right although nothing is appended.
final class LogWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

    private final Readers readers;
    private final Writer writer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    public LogWatch(Writer writer, Readers readers) {
        this.readers = readers;
        this.writer = writer;
        this.thread = Thread.ofPlatform().daemon().name("log-watch").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        Writer.awaitEnd(thread);
    }

    private void run() {
        try {
            readers.fill();
        } catch (LogUnavailable e) {
            LOG.debug("not all connections of readers are open", e);
        }
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                writer.inspect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
