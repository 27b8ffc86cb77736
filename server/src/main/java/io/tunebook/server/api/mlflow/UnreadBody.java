package io.tunebook.server.api.mlflow;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/// The rest of a refused request. Most clients read an answer only after they have sent all: a
/// connection that is closed before is a broken pipe for them, and they never see the reason.
final class UnreadBody {
    private static final long MAX_BYTES = 2L << 30;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int BUFFER = 1 << 16;

    private UnreadBody() {}

    /// Reads until the end, for at most a minute.
    static void discard(InputStream body) {
        byte[] buffer = new byte[BUFFER];
        long began = System.nanoTime();
        try {
            for (long bytes = 0; bytes < MAX_BYTES && System.nanoTime() - began < MAX_NANOS; ) {
                int n = body.read(buffer);
                if (n < 0) {
                    return;
                }
                bytes += n;
            }
        } catch (IOException e) {
            // The client has disconnected and reads no answer.
            return;
        }
    }
}
