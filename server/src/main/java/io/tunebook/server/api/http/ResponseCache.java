package io.tunebook.server.api.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// A cache of answers that depend only on the request and a position of the log, with a limit in
/// bytes. Answers carry an `ETag`, and a client that has one gets 304.
///
/// Thread-safe; two threads that request the same answer at once may both compute it.
final class ResponseCache {
    private static final long MAX_BYTES = 64L << 20;
    private static final int PRESUMED_BYTES = 200;

    private final String server =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Cache<Key, byte[]> bodies;

    private record Key(String request, long position) {}

    ResponseCache() {
        this(MAX_BYTES);
    }

    /// @param maxBytes the limit of all bodies together
    ResponseCache(long maxBytes) {
        bodies =
                Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher(ResponseCache::size)
                        .executor(Runnable::run)
                        .build();
    }

    void json(Context ctx, long position, Supplier<Object> page) {
        answer(ctx, position, "application/json", () -> Json.bytes(page.get()));
    }

    /// @param position the position of the snapshot that `work` reads
    void answer(Context ctx, long position, String type, Supplier<byte[]> work) {
        String tag = "W/\"%s-%d\"".formatted(server, position);
        String held = ctx.header("If-None-Match");
        if (held != null && held.contains(tag)) {
            ctx.header("ETag", tag).header("Cache-Control", "private, no-cache").status(304);
            return;
        }
        Key key = new Key(ctx.path() + "?" + ctx.queryString(), position);
        byte[] body = bodies.getIfPresent(key);
        if (body == null) {
            body = work.get();
            bodies.put(key, body);
        }
        ctx.header("ETag", tag)
                .header("Cache-Control", "private, no-cache")
                .contentType(type)
                .result(body);
    }

    private static int size(Key key, byte[] body) {
        return PRESUMED_BYTES + 2 * key.request().length() + body.length;
    }
}
