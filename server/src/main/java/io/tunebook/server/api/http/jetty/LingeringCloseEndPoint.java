package io.tunebook.server.api.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connection that the server closes in two steps: it shuts its output down, then reads for a
/// while. A socket that is closed with unread input resets the connection, and the client loses the
/// answer.
public final class LingeringCloseEndPoint extends SocketChannelEndPoint {
    /// Above this number of closing connections, others are closed at once.
    private static final Semaphore CLOSING = new Semaphore(256);

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long IDLE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_BYTES = 64L << 20;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long POLL_MILLIS = 5;

    /// It is unknown here whether more of a body will arrive: a failed connection is closed at
    /// once.
    private volatile boolean failed;

    public LingeringCloseEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    @Override
    public void onClose(Throwable cause) {
        failed = cause != null;
        super.onClose(cause);
    }

    @Override
    public void doClose() {
        if (failed || isInputShutdown() || !getChannel().isConnected() || !CLOSING.tryAcquire()) {
            super.doClose();
            return;
        }
        try {
            getChannel().shutdownOutput();
        } catch (IOException e) {
            CLOSING.release();
            super.doClose();
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                readToEnd();
            } finally {
                CLOSING.release();
                super.doClose();
            }
        });
    }

    private void readToEnd() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long began = System.nanoTime();
        long lastRead = began;
        long bytes = 0;
        try {
            while (bytes < MAX_BYTES
                    && System.nanoTime() - began < MAX_NANOS
                    && System.nanoTime() - lastRead < IDLE_TIMEOUT_NANOS) {
                buffer.clear();
                int n = getChannel().read(buffer);
                if (n < 0) {
                    return;
                }
                if (n > 0) {
                    bytes += n;
                    lastRead = System.nanoTime();
                } else {
                    Thread.sleep(POLL_MILLIS);
                }
            }
        } catch (IOException e) {
            // The client has disconnected, as expected.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
