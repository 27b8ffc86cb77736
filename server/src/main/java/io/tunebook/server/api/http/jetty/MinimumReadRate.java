package io.tunebook.server.api.http.jetty;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Refuses a request whose own body is sent below a rate. Jetty's `MinimumDataRateHandler` divides
/// the bytes of all requests since the start by the time of one: after a large upload no client is
/// too slow for it, and after 2^63 / 10^9 bytes (9.2 GB) the product overflows and every client is.
public final class MinimumReadRate extends Handler.Wrapper {
    /// A client may need this time to create its first bytes.
    private static final long MIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long bytesASecond;

    public MinimumReadRate(long bytesASecond) {
        this.bytesASecond = bytesASecond;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new MeasuredRequest(request), response, callback);
    }

    private boolean isTooSlow(long bytes, long nanos) {
        return nanos >= MIN_NANOS && bytes / (nanos / 1e9) < bytesASecond;
    }

    /// Read by one thread at a time, as Jetty requires.
    private final class MeasuredRequest extends Request.Wrapper {
        private boolean demanded;
        private long began;
        private long bytes;
        private Content.@Nullable Chunk failure;

        private MeasuredRequest(Request request) {
            super(request);
        }

        @Override
        public void demand(Runnable available) {
            long now = System.nanoTime();
            if (!demanded) {
                demanded = true;
                began = now;
            }
            // Before the first byte, the idle timeout of the connection applies.
            if (bytes > 0 && isTooSlow(bytes, now - began)) {
                failure = Content.Chunk.from(new TimeoutException("the body is sent too slowly"));
                available.run();
                return;
            }
            super.demand(available);
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk failed = failure;
            if (failed != null) {
                return failed;
            }
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                bytes += chunk.remaining();
            }
            return chunk;
        }
    }
}
