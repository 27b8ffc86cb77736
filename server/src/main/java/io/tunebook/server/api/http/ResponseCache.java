package io.tunebook.server.api.http;

import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers that depend on nothing but the request and a position of the log: worked out once, kept
/// until there are too many, and not sent again to who has them (`ETag`, 304).
///
/// Safe for use by many threads; two that ask for the same at once may both work it out.
final class ResponseCache {
    private static final long MAX_BYTES = 64L << 20;
    private static final int PRESUMED_BYTES = 200;

    private final String server =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final long most;
    private final Map<Key, byte[]> kept = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private record Key(String request, long position) {}

    ResponseCache() {
        this(MAX_BYTES);
    }

    /// @param most bytes to keep
    ResponseCache(long most) {
        this.most = most;
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
        byte[] body = find(key);
        if (body == null) {
            body = work.get();
            keep(key, body);
        }
        ctx.header("ETag", tag)
                .header("Cache-Control", "private, no-cache")
                .contentType(type)
                .result(body);
    }

    private synchronized byte @Nullable [] find(Key key) {
        return kept.get(key);
    }

    private synchronized void keep(Key key, byte[] body) {
        byte[] before = kept.put(key, body);
        bytes += size(key, body) - (before == null ? 0 : size(key, before));
        var oldest = kept.entrySet().iterator();
        while (bytes > most && oldest.hasNext()) {
            var entry = oldest.next();
            bytes -= size(entry.getKey(), entry.getValue());
            oldest.remove();
        }
    }

    private static long size(Key key, byte[] body) {
        return PRESUMED_BYTES + 2L * key.request().length() + body.length;
    }
}
