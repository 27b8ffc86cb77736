package io.tunebook.server.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/// The pages of the dashboard, from `pages.json`, which the browser's router reads as well.
final class DashboardPages {
    private static final String LIST = "/web/pages.json";

    private DashboardPages() {}

    /// @param page the name of the page and of its JavaScript module
    /// @param route the path, with `{id}` for the id of what it shows
    record Entry(String page, String route) {}

    static List<Entry> all() {
        try (InputStream in =
                Objects.requireNonNull(DashboardPages.class.getResourceAsStream(LIST), LIST)) {
            return List.of(JsonMapper.shared().readValue(in, Entry[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
