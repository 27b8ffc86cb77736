package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.access.UnreadableAccessFile;
import io.tunebook.server.ledger.Ledger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes of liveness and readiness, for monitoring.
final class Health {
    static final String READY = "/health/ready";

    private final Ledger ledger;
    private final @Nullable Tokens tokens;
    private final @Nullable DiskWatch disk;

    Health(Ledger ledger, @Nullable Tokens tokens, @Nullable DiskWatch disk) {
        this.ledger = ledger;
        this.tokens = tokens;
        this.disk = disk;
    }

    record Live(boolean live) {}

    /// @param ok whether the server can work; a warning is OK
    record Check(String name, boolean ok, boolean warning, String detail) {}

    /// @param role what this server does with the log: writer; standby, which shows it live and
    ///   takes over when the writer ends; or reader, when it cannot be written
    record Ready(boolean ready, String role, List<Check> checks) {}

    void routes(RoutesConfig routes) {
        // As MLflow's server answers, which its clients' tests wait for.
        routes.get("/health", ctx -> ctx.result("OK"), RequiredRole.NOBODY);
        routes.get("/health/live", ctx -> Json.answer(ctx, new Live(true)), RequiredRole.NOBODY);
        routes.get(READY, this::ready, RequiredRole.NOBODY);
    }

    private void ready(Context ctx) {
        List<Check> checks = new ArrayList<>();
        checks.add(log());
        if (tokens != null) {
            checks.add(access(tokens));
        }
        if (disk != null) {
            checks.add(disk.check());
        }
        boolean ready = checks.stream().allMatch(Check::ok);
        ctx.status(ready ? 200 : 503).header("Cache-Control", "no-store");
        Json.answer(ctx, new Ready(ready, role(), checks));
    }

    private String role() {
        return switch (ledger.log().state()) {
            case LogState.ReadOnly(LogUnavailable.Standby _, Instant _) -> "standby";
            case LogState.ReadOnly _ -> "reader";
            case LogState.Writable _ -> ledger.isWritable() ? "writer" : "standby";
        };
    }

    /// A log that refuses writes is not ready, although it can be read.
    private Check log() {
        if (ledger.log().state() instanceof LogState.ReadOnly(LogUnavailable why, Instant since)) {
            return new Check(
                    "log",
                    false,
                    true,
                    "%s (since %s)"
                            .formatted(why.getMessage(), since.truncatedTo(ChronoUnit.SECONDS)));
        }
        if (ledger.failure().isPresent()) {
            return new Check(
                    "log",
                    false,
                    false,
                    "the pages no longer follow the log (%s): restart the server"
                            .formatted(ledger.failure().get().getMessage()));
        }
        try {
            long head = ledger.log().head().position();
            long known = ledger.now().position();
            return new Check(
                    "log",
                    true,
                    false,
                    "the last event is %d, the pages show event %d".formatted(head, known));
        } catch (LogUnavailable e) {
            return new Check("log", false, false, String.valueOf(e.getMessage()));
        }
    }

    private static Check access(Tokens tokens) {
        try {
            return new Check(
                    "access",
                    true,
                    false,
                    tokens.configured()
                            ? "access is configured: requests need a token"
                            : "access is not configured: only this machine can connect");
        } catch (UnreadableAccessFile e) {
            return new Check("access", false, false, "the tokens cannot be read");
        }
    }
}
