package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.server.api.logs.Logs;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/// What a request is called in the answer and in the server's log: the caller's `X-Request-Id`,
/// when it is plain, or one of our own.
final class RequestId {
    private static final String HEADER = "X-Request-Id";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ID = "tunebook.request";

    private RequestId() {}

    static void give(Context ctx) {
        String asked = ctx.header(HEADER);
        String id =
                asked != null && PLAIN.matcher(asked).matches()
                        ? asked
                        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        ctx.attribute(ID, id);
        ctx.header(HEADER, id);
        MDC.put(Logs.REQUEST, id);
    }

    /// The thread goes on to another request.
    static void forget(Context ctx) {
        MDC.remove(Logs.REQUEST);
    }

    static String of(Context ctx) {
        String id = ctx.attribute(ID);
        return id == null ? "none" : id;
    }
}
