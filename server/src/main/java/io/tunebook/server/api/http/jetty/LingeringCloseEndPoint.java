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

/// A connection that, when the server is the first to hang up, says so and goes on to read for a
/// while: a socket that is closed with something unread resets the connection, and with it the
/// refusal that its caller has not read yet.
public final class LingeringCloseEndPoint extends SocketChannelEndPoint {
    /// Beyond these, a connection is closed at once.
    private static final Semaphore SOME = new Semaphore(256);

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_BYTES = 64L << 20;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long NAP_MILLIS = 5;

    /// Whether a body is still to come is not known here: a failed connection is not waited for.
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
        if (failed || isInputShutdown() || !getChannel().isConnected() || !SOME.tryAcquire()) {
            super.doClose();
            return;
        }
        try {
            getChannel().shutdownOutput();
        } catch (IOException e) {
            SOME.release();
            super.doClose();
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                readAway();
            } finally {
                SOME.release();
                super.doClose();
            }
        });
    }

    private void readAway() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long began = System.nanoTime();
        long heard = began;
        long bytes = 0;
        try {
            while (bytes < MAX_BYTES
                    && System.nanoTime() - began < MAX_NANOS
                    && System.nanoTime() - heard < QUIET_NANOS) {
                buffer.clear();
                int n = getChannel().read(buffer);
                if (n < 0) {
                    return;
                }
                if (n > 0) {
                    bytes += n;
                    heard = System.nanoTime();
                } else {
                    Thread.sleep(NAP_MILLIS);
                }
            }
        } catch (IOException e) {
            // Its caller is gone, and that is all that was waited for.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
