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
import io.tunebook.server.exchange.tracking.TrialRuns;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The routes of MLflow's tracking REST API.
public final class MlflowApi {
    static final String PREFIX = "/api/2.0/mlflow/";

    /// The prefix of clients, and that of MLflow's own pages.
    static final List<String> PREFIXES = List.of(PREFIX, "/ajax-api/2.0/mlflow/");

    private final Ledger ledger;
    private final Tracking tracking;
    private final ModelTracking models;
    private final Function<Context, String> actor;
    private final RouteRole reader;
    private final @Nullable Artifacts artifacts;
    private final Predicate<Context> mayRecord;
    private final TrialRuns trialRuns;

    /// @param actor the actor of a request
    /// @param mayRecord whether the caller of a request may record runs
    /// @param reader the role of a POST that only reads
    /// @param artifacts the store of files; null without one
    public MlflowApi(
            Ledger ledger,
            Tracking tracking,
            Function<Context, String> actor,
            Predicate<Context> mayRecord,
            RouteRole reader,
            @Nullable Artifacts artifacts) {
        this.ledger = ledger;
        this.tracking = tracking;
        this.models = new ModelTracking(ledger, tracking);
        this.actor = actor;
        this.mayRecord = mayRecord;
        this.trialRuns = new TrialRuns(ledger, tracking);
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
        new GraphqlApi(this).routes(routes);
        new LoggedModelsApi(this).routes(routes);
        for (String prefix : List.of("/api/3.0/mlflow/", "/ajax-api/3.0/mlflow/")) {
            routes.get(
                    prefix + "server-info",
                    ctx ->
                            MlflowResponses.send(
                                    ctx,
                                    MlflowResponses.object().put("workspaces_enabled", false)));
        }
        Handler rest = UnsupportedApi::refuse;
        for (String prefix : UnsupportedApi.PATHS) {
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

    /// Makes the run of a trial that the client trains for an agent, when the client first asks for
    /// it. Of a client that may only read nothing is recorded.
    void begin(Context ctx, String run) {
        if (tracking.now().run(run) == null && mayRecord.test(ctx)) {
            var _ = trialRuns.of(run, actor(ctx));
        }
    }

    String actor(Context ctx) {
        return actor.apply(ctx);
    }

    void get(RoutesConfig routes, String path, Handler handler) {
        PREFIXES.forEach(prefix -> routes.get(prefix + path, guarded(handler)));
    }

    void post(RoutesConfig routes, String path, Handler handler) {
        PREFIXES.forEach(prefix -> routes.post(prefix + path, guarded(handler)));
    }

    void patch(RoutesConfig routes, String path, Handler handler) {
        PREFIXES.forEach(prefix -> routes.patch(prefix + path, guarded(handler)));
    }

    void delete(RoutesConfig routes, String path, Handler handler) {
        PREFIXES.forEach(prefix -> routes.delete(prefix + path, guarded(handler)));
    }

    /// Adds a POST that only reads.
    void search(RoutesConfig routes, String path, Handler handler) {
        PREFIXES.forEach(prefix -> routes.post(prefix + path, guarded(handler), reader));
    }

    RouteRole reader() {
        return reader;
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
}
