package io.tunebook.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.server.access.AccessUnreadable;
import io.tunebook.server.access.Tokens;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the server lives, and whether it can do its work, for whoever keeps it running.
final class Health {
    private static final long MEGABYTE = 1 << 20;

    /// Below this much free disk nothing should be sent here any more.
    static final long LEAST_FREE = 64 * MEGABYTE;

    /// Below this much somebody should make room.
    static final long LITTLE_FREE = 1_024 * MEGABYTE;

    private final Ledger ledger;
    private final @Nullable Tokens tokens;

    Health(Ledger ledger, @Nullable Tokens tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    record Live(boolean live) {}

    /// @param ok whether the server can work with it; a warning is ok
    record Check(String name, boolean ok, boolean warning, String detail) {}

    record Ready(boolean ready, List<Check> checks) {}

    void routes(RoutesConfig routes) {
        routes.get("/health/live", ctx -> Json.answer(ctx, new Live(true)), Needs.NOBODY);
        routes.get("/health/ready", this::ready, Needs.NOBODY);
    }

    private void ready(Context ctx) {
        List<Check> checks = new ArrayList<>();
        checks.add(log());
        if (tokens != null) {
            checks.add(access(tokens));
            checks.add(disk(tokens.folder()));
        }
        boolean ready = checks.stream().allMatch(Check::ok);
        ctx.status(ready ? 200 : 503).header("Cache-Control", "no-store");
        Json.answer(ctx, new Ready(ready, checks));
    }

    private Check log() {
        try {
            long head = ledger.log().head().position();
            long known = ledger.now().position();
            return new Check(
                    "log", true, false, "event %d is the last, %d is known".formatted(head, known));
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
                    tokens.configured() ? "tokens are asked for" : "this machine only, no tokens");
        } catch (AccessUnreadable e) {
            return new Check("access", false, false, "the tokens cannot be read");
        }
    }

    private static Check disk(Path folder) {
        try {
            return disk(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return new Check("disk", false, false, "the disk does not say how much room it has");
        }
    }

    /// @param free bytes
    static Check disk(long free) {
        return new Check(
                "disk",
                free >= LEAST_FREE,
                free < LITTLE_FREE,
                "%,d MB free%s"
                        .formatted(free / MEGABYTE, free < LITTLE_FREE ? ": make room soon" : ""));
    }
}
