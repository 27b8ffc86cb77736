package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The Python client and agent, one file: `curl -O URL/client/tunebook.py` is the installation.
final class ClientFile {
    private static final String PATH = "/client/tunebook.py";

    private ClientFile() {}

    static void route(RoutesConfig routes) {
        byte[] file = file();
        // It has no secrets: a machine fetches it before it has a token.
        routes.get(
                PATH,
                ctx -> ctx.contentType("text/x-python; charset=utf-8").result(file),
                RequiredRole.NOBODY);
    }

    private static byte[] file() {
        try (InputStream in = ClientFile.class.getResourceAsStream(PATH)) {
            return Objects.requireNonNull(in, PATH).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
