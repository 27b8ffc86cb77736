package io.tunebook.server.api.http;

import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One who follows the log over HTTP. Whoever does not read what was written to them is cut off;
/// nobody waits for them. Thread-safe.
final class LiveClient {
    private static final Logger LOG = LoggerFactory.getLogger(LiveClient.class);
    private static final int RETRY_MILLIS = 2_000;
    private static final int MOMENT_MILLIS = 100;

    private final SseClient sse;

    /// Held by who writes: what they write to is not made for several at once.
    private final ReentrantLock writing = new ReentrantLock();

    /// When the write that goes on began, by the nanosecond clock; 0 when none does.
    private volatile long since;

    LiveClient(SseClient sse) {
        this.sse = sse;
    }

    /// Tells it when to come again after a break, before anything else is sent.
    ///
    /// @return false when it has gone already
    boolean open() {
        try {
            raw("retry: %d\n\n".formatted(RETRY_MILLIS));
            return true;
        } catch (IOException e) {
            LOG.debug("a subscriber had gone before it was heard", e);
            sse.close();
            return false;
        }
    }

    void send(String event, String data) {
        write(() -> sse.sendEvent(event, data));
    }

    void send(String event, String data, long id) {
        write(() -> sse.sendEvent(event, data, Long.toString(id)));
    }

    /// Shows that the line is alive, unless something else is being written, which shows it too.
    void beat() {
        if (writing.tryLock()) {
            try {
                send("heartbeat", "{}");
            } finally {
                writing.unlock();
            }
        }
    }

    /// Whether a write has been going on for longer than `patience` nanoseconds.
    boolean isStuck(long now, long patience) {
        long began = since;
        return began != 0 && now - began > patience;
    }

    /// Ends the connection under a write that goes on: it fails at once.
    void cut() {
        ServletContextRequest.getServletContextRequest(sse.ctx().req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /// Ends it with a word on when to come again; without one when it does not read.
    void end() {
        if (mine()) {
            try {
                raw("retry: %d\n\n".formatted(RETRY_MILLIS));
                sse.sendEvent("closing", "{}");
            } catch (IOException e) {
                LOG.debug("a subscriber had gone before it was told to", e);
            } finally {
                writing.unlock();
            }
        } else {
            cut();
        }
        sse.close();
    }

    /// Whether the turn to write comes within a moment.
    private boolean mine() {
        try {
            return writing.tryLock(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void raw(String text) throws IOException {
        var out = sse.ctx().res().getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void write(Runnable sending) {
        writing.lock();
        since = Math.max(1, System.nanoTime());
        try {
            sending.run();
        } finally {
            since = 0;
            writing.unlock();
        }
    }
}
