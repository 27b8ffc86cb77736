package io.tunebook.server.api.http;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Serves the paths below that of the public URL as the paths from the root, for proxies that keep
/// the path; most remove it. Paths from the root are served as well.
final class PublicPath extends Handler.Wrapper {
    private final String path;

    /// @param path with a slash at its beginning and none at its end
    PublicPath(String path) {
        this.path = path;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpURI uri = request.getHttpURI();
        String requested = uri.getPath();
        if (requested.equals(path)) {
            // The links of a page are relative to its folder.
            String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
            Guard.HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
            Response.sendRedirect(request, response, callback, 308, path + "/" + query, true);
            return true;
        }
        if (!requested.startsWith(path + "/") || requested.contains("/..")) {
            return super.handle(request, response, callback);
        }
        HttpURI below = HttpURI.build(uri).path(requested.substring(path.length())).asImmutable();
        return super.handle(Request.serveAs(request, below), response, callback);
    }
}
