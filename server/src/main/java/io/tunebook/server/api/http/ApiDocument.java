package io.tunebook.server.api.http;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;
import io.tunebook.server.api.openapi.ApiPage;
import io.tunebook.server.api.openapi.OpenApi;
import io.tunebook.server.api.openapi.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The description of the API, in OpenAPI for programs and as a page for people, both made from the
/// server's routes.
final class ApiDocument {
    static final String PREFIX = "/api/v1";
    private static final String VERSION = "1";

    private final Exposure exposure;
    private volatile @Nullable RenderedDocument made;

    ApiDocument(Exposure exposure) {
        this.exposure = exposure;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record RenderedDocument(byte[] json, HtmlPage page) {}

    void routes(RoutesConfig routes) {
        routes.get(
                PREFIX + "/openapi.json",
                ctx -> ctx.contentType("application/json").result(made().json()),
                Operation.of("openapi", "The API", "This description, in OpenAPI 3.1")
                        .withResponseContent("application/json"));
        routes.get("/api", ctx -> made().page().answer(ctx), RequiredRole.PAGE);
    }

    /// Reads the operations of all routes, once they have been added.
    void read(Javalin javalin) {
        PublicUrl publicUrl = exposure.publicUrl();
        ObjectNode document =
                OpenApi.of(
                        VERSION,
                        publicUrl == null ? "/" : publicUrl.toString(),
                        described(javalin),
                        Problem.Body.class);
        made = new RenderedDocument(Json.bytes(document), new HtmlPage(ApiPage.of(document)));
    }

    private RenderedDocument made() {
        return Objects.requireNonNull(made, "available once the server has started");
    }

    /// The routes with an operation.
    static List<OpenApi.Route> described(Javalin javalin) {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .flatMap(endpoint -> {
                    Roles metadata = endpoint.metadata(Roles.class);
                    Set<RouteRole> roles = metadata == null ? Set.of() : metadata.getRoles();
                    return first(roles, Operation.class).stream()
                            .map(operation ->
                                    new OpenApi.Route(
                                            endpoint.method.name(),
                                            endpoint.path,
                                            operation,
                                            role(endpoint.method.name(), roles)));
                })
                .toList();
    }

    private static String role(String method, Set<RouteRole> roles) {
        return first(roles, RequiredRole.class)
                .orElse(method.equals("GET") ? RequiredRole.READER : RequiredRole.RECORDER)
                .role()
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static <T> Optional<T> first(Set<RouteRole> roles, Class<T> type) {
        return roles.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
