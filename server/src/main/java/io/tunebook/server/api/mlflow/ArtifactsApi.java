package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The routes of artifacts: list, upload and download through MLflow's artifact proxy.
record ArtifactsApi(MlflowApi api, @Nullable Artifacts artifacts) {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";
    private static final Pattern PATH =
            Pattern.compile("([^/]+)/(models/)?([^/]+)/artifacts(?:/(.*))?");

    /// @param folder the files of a run or of a model
    /// @param path the path below them; empty for all of them
    private record ArtifactPath(ArtifactFolder folder, String path) {}

    void routes(RoutesConfig routes) {
        api.get(routes, "artifacts/list", this::list);
        api.get(routes, "logged-models/{model}/artifacts/directories", this::listModel);
        api.get(routes, "logged-models/{model}/artifacts/files", this::downloadModel);
        routes.get(PROXY, MlflowApi.guarded(this::listProxied));
        routes.get(PROXY + "/<path>", MlflowApi.guarded(this::download));
        routes.put(PROXY + "/<path>", MlflowApi.guarded(this::upload));
        routes.delete(PROXY + "/<path>", MlflowApi.guarded(this::remove));
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
        String path = Artifacts.checked(RequestFields.of(ctx).text("artifact_directory_path", ""));
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
                Artifacts.checked(RequestFields.of(ctx).required("artifact_file_path")));
    }

    private void list(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        Run run = RunsApi.known(api, fields.run());
        String path = Artifacts.checked(fields.text("path", ""));
        ObjectNode answer =
                MlflowResponses.object().put("root_uri", SearchSubject.artifactUri(run));
        answer.set("files", ArtifactFolder.of(api, run).list(path, true));
        MlflowResponses.send(ctx, answer);
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

    private void send(Context ctx, ArtifactFolder folder, String path) throws IOException {
        ArtifactFolder.File file = folder.files().get(path);
        if (file == null) {
            throw MlflowError.absent("%s has no artifact '%s'".formatted(folder.owner(), path));
        }
        ctx.header("Content-Disposition", "attachment");
        ctx.header("X-Content-SHA256", file.digest());
        ctx.contentType("application/octet-stream").result(store().open(file.digest()));
    }

    private void upload(Context ctx) throws IOException {
        ArtifactPath place = place(ctx.pathParam("path"));
        if (place.path().isEmpty()) {
            throw MlflowError.invalid("An artifact needs a name below its run's folder");
        }
        long announced = ctx.req().getContentLengthLong();
        if (announced > Artifacts.MAX_BYTES) {
            throw MlflowError.of(413, Artifacts.tooLarge(place.path()));
        }
        Artifacts.StoredFile stored = store().store(ctx.req().getInputStream());
        if (stored == null) {
            throw MlflowError.of(413, Artifacts.tooLarge(place.path()));
        }
        place.folder().store(place.path(), stored, api.actor(ctx));
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
