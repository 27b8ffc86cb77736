package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Rejection;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.exchange.tracking.ArtifactQuota;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.DiskReserve;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Stamp;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The routes of artifacts: list, upload and download through MLflow's artifact proxy.
record ArtifactsApi(MlflowApi api, @Nullable Artifacts artifacts, ArtifactQuota quota) {
    ArtifactsApi(MlflowApi api, @Nullable Artifacts artifacts) {
        this(
                api,
                artifacts,
                new ArtifactQuota(api.ledger(), artifacts == null ? 0 : artifacts.quota()));
    }

    private static final List<String> PROXIES =
            List.of(
                    "/api/2.0/mlflow-artifacts/artifacts",
                    "/ajax-api/2.0/mlflow-artifacts/artifacts");
    private static final Pattern PATH =
            Pattern.compile("([^/]+)/(models/)?([^/]+)/artifacts(?:/(.*))?");

    /// @param folder the files of a run or of a model
    /// @param path the path below them; empty for all of them
    private record ArtifactPath(ArtifactFolder folder, String path) {}

    void routes(RoutesConfig routes) {
        api.get(
                routes,
                "artifacts/list",
                ctx -> MlflowResponses.send(ctx, list(RequestFields.of(ctx))));
        api.get(routes, "logged-models/{model}/artifacts/directories", this::listModel);
        api.get(routes, "logged-models/{model}/artifacts/files", this::downloadModel);
        for (String proxy : PROXIES) {
            routes.get(proxy, MlflowApi.guarded(this::listProxied));
            routes.get(proxy + "/<path>", MlflowApi.guarded(this::download));
            routes.put(proxy + "/<path>", MlflowApi.guarded(this::upload));
            routes.delete(proxy + "/<path>", MlflowApi.guarded(this::remove));
        }
        routes.get("/get-artifact", MlflowApi.guarded(this::get));
        routes.before(ctx -> {
            // Also after two slashes, with which MLflow's tests ask.
            if (ctx.path().replace("//", "/").equals("/model-versions/get-artifact")) {
                valid(RequestFields.ofQuery(ctx).text("path", ""));
                UnsupportedApi.refuse(ctx);
            }
        });
        api.post(routes, "upload-artifact", this::uploadToRun);
        routes.post(
                "/api/2.0/mlflow-artifacts/mpu/*",
                ctx -> {
                    throw MlflowError.of(
                            501,
                            "Tunebook accepts artifacts of up to 64 MB, each in one request, and no multipart uploads");
                });
    }

    private void listModel(Context ctx) {
        LoggedModel model = LoggedModelsApi.known(api, ctx.pathParam("model"), false);
        String path = valid(RequestFields.of(ctx).text("artifact_directory_path", ""));
        ObjectNode answer =
                MlflowResponses.object().put("root_uri", LoggedModelResponses.artifactUri(model));
        answer.set("files", ArtifactFolder.of(api, model).list(path, true));
        MlflowResponses.send(ctx, answer);
    }

    private void downloadModel(Context ctx) throws IOException {
        LoggedModel model = LoggedModelsApi.known(api, ctx.pathParam("model"), false);
        send(
                ctx,
                ArtifactFolder.of(api, model),
                valid(RequestFields.of(ctx).required("artifact_file_path")));
    }

    ObjectNode list(RequestFields fields) {
        Run run = RunsApi.known(api, fields.run());
        String path = valid(fields.text("path", ""));
        ObjectNode answer =
                MlflowResponses.object().put("root_uri", SearchSubject.artifactUri(run));
        answer.set("files", ArtifactFolder.of(api, run).list(path, true));
        return answer;
    }

    private void listProxied(Context ctx) {
        ArtifactPath place = place(RequestFields.of(ctx).text("path", ""));
        ObjectNode answer = MlflowResponses.object();
        answer.set("files", place.folder().list(place.path(), false));
        MlflowResponses.send(ctx, answer);
    }

    private void download(Context ctx) throws IOException {
        ArtifactPath place = place(ctx.pathParam("path"));
        send(ctx, place.folder(), place.path());
    }

    /// A file of a run, for links of pages.
    private void get(Context ctx) throws IOException {
        RequestFields fields = RequestFields.ofQuery(ctx);
        String path = valid(fields.required("path"));
        send(ctx, ArtifactFolder.of(api, RunsApi.known(api, fields.run())), path);
    }

    private void send(Context ctx, ArtifactFolder folder, String path) throws IOException {
        ArtifactFolder.File file = folder.files().get(path);
        if (file == null) {
            throw MlflowError.absent("%s has no artifact '%s'".formatted(folder.owner(), path));
        }
        if (!store().has(file.digest())) {
            throw MlflowError.absent(missing(folder, path, file.digest()));
        }
        ctx.header("Content-Disposition", "attachment");
        ctx.header("X-Content-SHA256", file.digest());
        ctx.contentType("application/octet-stream").result(store().open(file.digest()));
    }

    private String missing(ArtifactFolder folder, String path, String digest) {
        Stamp swept = api.tracking().now().swept().get(digest);
        return swept == null
                ? "The file of artifact '%s' of %s is missing: restore it from a backup, or store it again"
                        .formatted(path, folder.owner())
                : "The file of artifact '%s' of %s was swept at %s by %s (event %d), because it belonged to what was deleted: store it again"
                        .formatted(
                                path,
                                folder.owner(),
                                swept.recordedAt(),
                                swept.actor(),
                                swept.position());
    }

    private void upload(Context ctx) throws IOException {
        ArtifactPath place = place(ctx.pathParam("path"));
        if (place.path().isEmpty()) {
            throw MlflowError.invalid("An artifact needs a name below its run's folder");
        }
        store(ctx, place);
    }

    /// The upload of MLflow's pages: the run and the path are in the query.
    private void uploadToRun(Context ctx) throws IOException {
        RequestFields fields = RequestFields.ofQuery(ctx);
        String run = fields.text("run_uuid", "");
        if (run.isEmpty()) {
            throw MlflowError.invalid("Request must specify run_uuid.");
        }
        String path = fields.text("path", "");
        if (path.isEmpty()) {
            throw MlflowError.invalid("Request must specify path.");
        }
        valid(path);
        if (ctx.req().getContentLengthLong() == 0) {
            throw MlflowError.invalid("Request must specify data.");
        }
        store(ctx, new ArtifactPath(ArtifactFolder.of(api, RunsApi.known(api, run)), path));
    }

    private void store(Context ctx, ArtifactPath place) throws IOException {
        InputStream body = ctx.req().getInputStream();
        long stated = ctx.req().getContentLengthLong();
        String experiment = place.folder().experiment();
        Artifacts.StoredFile stored = null;
        try {
            if (stated <= Artifacts.MAX_BYTES) {
                long left = quota.left(experiment, stated);
                stored = store().store(body, stated, Math.min(Artifacts.MAX_BYTES, left));
                if (stored == null && left < Artifacts.MAX_BYTES) {
                    throw quota.exceeded(experiment);
                }
            }
        } catch (ArtifactQuota.QuotaExceededException e) {
            UnreadBody.discard(body);
            throw MlflowError.of(413, String.valueOf(e.getMessage()));
        } catch (DiskReserve.InsufficientSpaceException e) {
            UnreadBody.discard(body);
            throw MlflowError.of(507, String.valueOf(e.getMessage()));
        }
        if (stored == null) {
            UnreadBody.discard(body);
            throw MlflowError.of(413, Artifacts.tooLarge(place.path()));
        }
        Artifacts.StoredFile file = stored;
        try {
            quota.record(
                    experiment,
                    file,
                    () -> place.folder().store(place.path(), file, api.actor(ctx)));
        } catch (ArtifactQuota.QuotaExceededException e) {
            throw MlflowError.of(413, String.valueOf(e.getMessage()));
        }
        MlflowResponses.done(ctx);
    }

    private void remove(Context ctx) {
        ArtifactPath place = place(ctx.pathParam("path"));
        for (String path : place.folder().files().keySet()) {
            if (place.path().isEmpty()
                    || path.equals(place.path())
                    || path.startsWith(place.path() + "/")) {
                place.folder().remove(path, api.actor(ctx));
            }
        }
        MlflowResponses.done(ctx);
    }

    /// The path, with MLflow's message when it is not valid; `.` is the folder of all files.
    private static String valid(String path) {
        try {
            return path.equals(".") ? "" : Artifacts.checked(path);
        } catch (Rejection e) {
            throw MlflowError.invalid("Invalid path");
        }
    }

    private ArtifactPath place(String path) {
        Matcher m = PATH.matcher(Artifacts.checked(path));
        if (!m.matches()) {
            throw MlflowError.invalid(
                    "Invalid artifact path '%s': EXPERIMENT/RUN/artifacts/PATH is expected"
                            .formatted(path));
        }
        String below = m.group(4) == null ? "" : m.group(4);
        if (m.group(2) != null) {
            LoggedModel model = LoggedModelsApi.known(api, m.group(3), true);
            return new ArtifactPath(ArtifactFolder.of(api, model), below);
        }
        Run run = RunsApi.known(api, m.group(3));
        if (!run.experiment().equals(m.group(1))) {
            throw MlflowError.absent(
                    "Run with id=%s not found in experiment %s".formatted(m.group(3), m.group(1)));
        }
        return new ArtifactPath(ArtifactFolder.of(api, run), below);
    }

    private Artifacts store() {
        if (artifacts == null) {
            throw MlflowError.of(501, "This server stores no artifacts");
        }
        return artifacts;
    }
}
