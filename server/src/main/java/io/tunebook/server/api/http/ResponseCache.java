package io.tunebook.server.api.http;

import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A cache of answers that depend only on the request and a position of the log, with a limit in
/// bytes. Answers carry an `ETag`, and a client that has one gets 304.
///
/// Thread-safe; two threads that request the same answer at once may both compute it.
final class ResponseCache {
    private static final long MAX_BYTES = 64L << 20;
    private static final int PRESUMED_BYTES = 200;

    private final String server =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final long most;
    private final Map<Key, byte[]> answers = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private record Key(String request, long position) {}

    ResponseCache() {
        this(MAX_BYTES);
    }

    /// @param most the maximum of bytes
    ResponseCache(long most) {
        this.most = most;
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
        return answers.get(key);
    }

    private synchronized void keep(Key key, byte[] body) {
        byte[] before = answers.put(key, body);
        bytes += size(key, body) - (before == null ? 0 : size(key, before));
        var oldest = answers.entrySet().iterator();
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
