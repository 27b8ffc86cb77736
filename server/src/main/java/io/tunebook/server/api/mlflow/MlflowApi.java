package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.security.RouteRole;
import io.tunebook.events.Rejection;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.ModelTracking;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The routes of MLflow's tracking REST API.
public final class MlflowApi {
    static final String PREFIX = "/api/2.0/mlflow/";

    private static final Set<String> ELSEWHERE =
            Set.of(
                    "registered-models",
                    "model-versions",
                    "traces",
                    "webhooks",
                    "prompts",
                    "assessments",
                    "scorers",
                    "datasets",
                    "gateway",
                    "databricks",
                    "mcp-servers");

    private final Ledger ledger;
    private final Tracking tracking;
    private final ModelTracking models;
    private final Function<Context, String> actor;
    private final RouteRole reader;
    private final @Nullable Artifacts artifacts;

    /// @param actor the actor of a request
    /// @param reader the role of a POST that only reads
    /// @param artifacts the store of files; null without one
    public MlflowApi(
            Ledger ledger,
            Tracking tracking,
            Function<Context, String> actor,
            RouteRole reader,
            @Nullable Artifacts artifacts) {
        this.ledger = ledger;
        this.tracking = tracking;
        this.models = new ModelTracking(ledger, tracking);
        this.actor = actor;
        this.reader = reader;
        this.artifacts = artifacts;
    }

    /// Adds the routes, after all others under the same prefix.
    public void routes(RoutesConfig routes) {
        new MlflowExperimentsApi(this).routes(routes);
        new RunsApi(this).routes(routes);
        new LoggingApi(this).routes(routes);
        new HistoryApi(this).routes(routes);
        new ArtifactsApi(this, artifacts).routes(routes);
        new LoggedModelsApi(this).routes(routes);
        routes.get(
                "/api/3.0/mlflow/server-info",
                ctx ->
                        MlflowResponses.send(
                                ctx, MlflowResponses.object().put("workspaces_enabled", false)));
        Handler rest = MlflowApi::refuse;
        for (String prefix : new String[] {"/api/2.0/mlflow/*", "/api/3.0/mlflow/*"}) {
            routes.get(prefix, rest);
            routes.post(prefix, rest);
            routes.put(prefix, rest);
            routes.patch(prefix, rest);
            routes.delete(prefix, rest);
        }
    }

    Tracking tracking() {
        return tracking;
    }

    ModelTracking models() {
        return models;
    }

    Ledger ledger() {
        return ledger;
    }

    String actor(Context ctx) {
        return actor.apply(ctx);
    }

    void get(RoutesConfig routes, String path, Handler handler) {
        routes.get(PREFIX + path, guarded(handler));
    }

    void post(RoutesConfig routes, String path, Handler handler) {
        routes.post(PREFIX + path, guarded(handler));
    }

    void patch(RoutesConfig routes, String path, Handler handler) {
        routes.patch(PREFIX + path, guarded(handler));
    }

    void delete(RoutesConfig routes, String path, Handler handler) {
        routes.delete(PREFIX + path, guarded(handler));
    }

    /// Adds a POST that only reads.
    void search(RoutesConfig routes, String path, Handler handler) {
        routes.post(PREFIX + path, guarded(handler), reader);
    }

    static Handler guarded(Handler handler) {
        return ctx -> {
            try {
                handler.handle(ctx);
            } catch (RejectedCommand e) {
                throw MlflowError.of(e);
            } catch (Rejection e) {
                throw MlflowError.invalid(String.valueOf(e.getMessage()));
            }
        };
    }

    private static void refuse(Context ctx) {
        String rest = ctx.path().substring(PREFIX.length());
        String first = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
        if (ELSEWHERE.contains(first) || rest.equals("runs/log-model")) {
            throw MlflowError.of(
                    501,
                    "Tunebook stores experiments, runs, params, metrics, tags and artifacts, but not '%s'. Log models as artifacts instead."
                            .formatted(first.equals("runs") ? rest : first));
        }
        throw MlflowError.of(
                404, "Tunebook has no route '%s %s'".formatted(ctx.method(), ctx.path()));
    }
}
