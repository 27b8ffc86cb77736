package io.tunebook.server.api.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/// The pages of the dashboard, from `pages.json`, which the browser's router reads as well.
final class DashboardPages {
    private static final String LIST = "/web/pages.json";

    /// The paths of programs, which get problems in JSON.
    private static final List<String> PROGRAMS =
            List.of("/api/", "/static/", "/health", "/metrics", "/ajax-api/", "/mlflow");

    private DashboardPages() {}

    /// @param page the name of the page and of its JavaScript module
    /// @param route the path, with `{id}` for the id of what it shows
    record Entry(String page, String route) {}

    /// Whether a request without an answer is that of a browser for a page: it gets the dashboard,
    /// which shows that there is no such page.
    static boolean isUnknown(Context ctx, int status) {
        String path = ctx.path();
        String accepted = ctx.header("Accept");
        return status == 404
                && !RequiredRole.writes(ctx)
                && accepted != null
                && accepted.contains("text/html")
                && PROGRAMS.stream().noneMatch(path::startsWith);
    }

    static List<Entry> all() {
        try (InputStream in =
                Objects.requireNonNull(DashboardPages.class.getResourceAsStream(LIST), LIST)) {
            return List.of(JsonMapper.shared().readValue(in, Entry[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
