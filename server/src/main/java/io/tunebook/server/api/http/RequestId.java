package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.server.api.logs.Logs;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/// A request's id in the answer and in the server's log: the caller's `X-Request-Id` if it is
/// valid, else a new one.
final class RequestId {
    private static final String HEADER = "X-Request-Id";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ID = "tunebook.request";

    private RequestId() {}

    static void give(Context ctx) {
        String requested = ctx.header(HEADER);
        String id =
                requested != null && PLAIN.matcher(requested).matches()
                        ? requested
                        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        ctx.attribute(ID, id);
        ctx.header(HEADER, id);
        MDC.put(Logs.REQUEST, id);
    }

    /// The thread continues with another request.
    static void forget(Context ctx) {
        MDC.remove(Logs.REQUEST);
    }

    static String of(Context ctx) {
        String id = ctx.attribute(ID);
        return id == null ? "none" : id;
    }
}
