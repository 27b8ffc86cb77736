package io.tunebook.server.api.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// A connection that the server closes in two steps: it shuts its output down, then reads for a
/// while. A socket that is closed with unread input resets the connection, and the client loses the
/// answer.
public final class LingeringCloseEndPoint extends SocketChannelEndPoint {
    /// Above this number of closing connections, others are closed at once.
    private static final Semaphore CLOSING = new Semaphore(512);

    /// As long as a body of the maximum size takes that a handler discards.
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long IDLE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_BYTES = 2L << 30;

    /// After this time a client has to send at a rate that only an upload has.
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long MIN_BYTES_A_SECOND = 16 << 10;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long POLL_MILLIS = 2;

    private final SelectionKey key;

    /// Whether the client has ended its input. A closed end point reports its input as shut down in
    /// any case.
    private volatile boolean inputEnded;

    public LingeringCloseEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler) {
        super(channel, selector, key, scheduler);
        this.key = key;
    }

    @Override
    protected void doShutdownInput() {
        inputEnded = true;
        super.doShutdownInput();
    }

    /// Empty: Jetty calls [#onClose(Throwable)] next, which has the cause.
    @Override
    public void doClose() {}

    @Override
    public void onClose(Throwable cause) {
        if (!isWaitedFor(cause) || !linger()) {
            super.doClose();
        }
        super.onClose(cause);
    }

    /// Whether the client can still read an answer: not after an error of the connection or a
    /// timeout. For Jetty, a body that was not read to its end is a failure too.
    private boolean isWaitedFor(@Nullable Throwable cause) {
        return !(cause instanceof TimeoutException)
                && !(cause instanceof IOException)
                && !inputEnded
                && getChannel().isConnected();
    }

    /// Whether the connection is closed later.
    private boolean linger() {
        if (!CLOSING.tryAcquire()) {
            return false;
        }
        try {
            getChannel().shutdownOutput();
        } catch (IOException e) {
            CLOSING.release();
            return false;
        }
        Thread.startVirtualThread(() -> {
            try {
                readToEnd();
            } finally {
                CLOSING.release();
                super.doClose();
                wakeSelector();
            }
        });
        return true;
    }

    /// A channel that is registered with a selector is closed at the selector's next select.
    private void wakeSelector() {
        if (key.selector().isOpen()) {
            key.selector().wakeup();
        }
    }

    static boolean isFast(long bytes, long nanos) {
        return nanos < SLOW_NANOS
                || bytes >= TimeUnit.NANOSECONDS.toSeconds(nanos) * MIN_BYTES_A_SECOND;
    }

    private void readToEnd() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long began = System.nanoTime();
        long lastRead = began;
        long bytes = 0;
        try {
            while (bytes < MAX_BYTES
                    && System.nanoTime() - began < MAX_NANOS
                    && isFast(bytes, System.nanoTime() - began)
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
