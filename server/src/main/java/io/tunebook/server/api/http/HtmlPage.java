package io.tunebook.server.api.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A page whose links are relative to the requested path, so that it works below any path of a
/// proxy. The dashboard's modules find that path by the same means (`paths.js`).
final class HtmlPage {
    private static final Pattern LINK = Pattern.compile("(?<= (?:href|src|action)=\")/");

    private final String html;

    /// @param html with links from the root, as in `href="/static/css/app.css"`
    HtmlPage(String html) {
        this.html = html;
    }

    void answer(Context ctx) {
        ctx.contentType("text/html; charset=utf-8")
                .result(
                        LINK.matcher(html)
                                .replaceAll(up(ctx.req().getRequestURI()))
                                .getBytes(StandardCharsets.UTF_8));
    }

    /// The way from a path to the root, with a slash at its end.
    static String up(String path) {
        int depth = (int) path.chars().skip(1).filter(c -> c == '/').count();
        return depth == 0 ? "./" : "../".repeat(depth);
    }
}
