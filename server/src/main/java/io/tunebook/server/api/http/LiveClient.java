package io.tunebook.server.api.http;

import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client of the live stream. A client that does not read is disconnected; no other client waits
/// for it. Thread-safe.
final class LiveClient {
    private static final Logger LOG = LoggerFactory.getLogger(LiveClient.class);
    private static final int RETRY_MILLIS = 2_000;
    private static final int LOCK_TIMEOUT_MILLIS = 100;

    private final SseClient sse;

    /// Serializes writes: the stream is not thread-safe.
    private final ReentrantLock writing = new ReentrantLock();

    /// The start of the write in progress, by [System#nanoTime]; 0 without one.
    private volatile long writeBegan;

    private final BooleanSupplier valid;

    /// @param valid whether its token is valid
    LiveClient(SseClient sse, BooleanSupplier valid) {
        this.sse = sse;
        this.valid = valid;
    }

    /// Sends the reconnection time, before anything else.
    ///
    /// @return false when the client has disconnected already
    boolean open() {
        try {
            raw("retry: %d\n\n".formatted(RETRY_MILLIS));
            return true;
        } catch (IOException e) {
            LOG.debug("a subscriber disconnected before the first write", e);
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

    /// Sends a heartbeat, unless another write is in progress.
    void beat() {
        if (writing.tryLock()) {
            try {
                send("heartbeat", "{}");
            } finally {
                writing.unlock();
            }
        }
    }

    boolean isValid() {
        return valid.getAsBoolean();
    }

    /// Whether a write has been in progress for longer than `timeout` nanoseconds.
    boolean isStuck(long now, long timeout) {
        long began = writeBegan;
        return began != 0 && now - began > timeout;
    }

    /// Closes the connection under a write in progress, which fails at once.
    void cut() {
        ServletContextRequest.getServletContextRequest(sse.ctx().req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /// Ends the stream with the reconnection time; without it when the client does not read.
    void end() {
        if (tryLock()) {
            try {
                raw("retry: %d\n\n".formatted(RETRY_MILLIS));
                sse.sendEvent("closing", "{}");
            } catch (IOException e) {
                LOG.debug("a subscriber disconnected before the end of its stream", e);
            } finally {
                writing.unlock();
            }
        } else {
            cut();
        }
        sse.close();
    }

    /// Acquires the lock for writing, if possible within [#LOCK_TIMEOUT_MILLIS].
    private boolean tryLock() {
        try {
            return writing.tryLock(LOCK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
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
        writeBegan = Math.max(1, System.nanoTime());
        try {
            sending.run();
        } finally {
            writeBegan = 0;
            writing.unlock();
        }
    }
}
