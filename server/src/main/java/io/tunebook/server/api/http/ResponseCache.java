package io.tunebook.server.api.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// Answers that depend on nothing but the request and a position of the log: worked out once, kept
/// until there are too many, and not sent again to who has them (`ETag`, 304).
///
/// Safe for use by many threads; two that ask for the same at once may both work it out.
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

    /// @param maxBytes how many bytes are kept
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

    /// @param position of the snapshot that `work` reads
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
