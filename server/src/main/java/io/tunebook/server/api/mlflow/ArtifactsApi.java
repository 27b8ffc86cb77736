package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Event.ArtifactStored;
import io.tunebook.events.Rejection;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes of artifacts: list, upload and download through MLflow's artifact proxy.
record ArtifactsApi(MlflowApi api, @Nullable Artifacts artifacts) {
    private static final List<String> PROXIES =
            List.of(
                    "/api/2.0/mlflow-artifacts/artifacts",
                    "/ajax-api/2.0/mlflow-artifacts/artifacts");
    private static final Pattern PATH = Pattern.compile("([^/]+)/([^/]+)/artifacts(?:/(.*))?");

    /// @param path the path below the run's files; empty for all of them
    private record ArtifactPath(Run run, String path) {}

    void routes(RoutesConfig routes) {
        api.get(routes, "artifacts/list", this::list);
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

    private void list(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        Run run = RunsApi.known(api, fields.run());
        String path = valid(fields.text("path", ""));
        ObjectNode answer =
                MlflowResponses.object().put("root_uri", SearchSubject.artifactUri(run));
        answer.set("files", files(run, path, true));
        MlflowResponses.send(ctx, answer);
    }

    private void listProxied(Context ctx) {
        ArtifactPath place = place(RequestFields.of(ctx).text("path", ""));
        ObjectNode answer = MlflowResponses.object();
        answer.set("files", files(place.run(), place.path(), false));
        MlflowResponses.send(ctx, answer);
    }

    /// The files and folders directly in a folder.
    ///
    /// @param whole whether the paths are relative to the run, not to the folder
    private static ArrayNode files(Run run, String folder, boolean whole) {
        String below = folder.isEmpty() ? "" : folder + "/";
        Map<String, ObjectNode> found = new TreeMap<>();
        for (ArtifactStored file : run.artifacts().values()) {
            if (!file.path().startsWith(below)) {
                continue;
            }
            String rest = file.path().substring(below.length());
            int slash = rest.indexOf('/');
            String name = slash < 0 ? rest : rest.substring(0, slash);
            ObjectNode node =
                    MlflowResponses.object()
                            .put("path", whole ? below + name : name)
                            .put("is_dir", slash >= 0);
            found.put(name, slash < 0 ? node.put("file_size", file.bytes()) : node);
        }
        ArrayNode all = MlflowResponses.JSON.createArrayNode();
        found.values().forEach(all::add);
        return all;
    }

    private void download(Context ctx) throws IOException {
        send(ctx, place(ctx.pathParam("path")));
    }

    /// A file of a run, for links of pages.
    private void get(Context ctx) throws IOException {
        RequestFields fields = RequestFields.ofQuery(ctx);
        String path = valid(fields.required("path"));
        send(ctx, new ArtifactPath(RunsApi.known(api, fields.run()), path));
    }

    private void send(Context ctx, ArtifactPath place) throws IOException {
        ArtifactStored file = place.run().artifacts().get(place.path());
        if (file == null) {
            throw MlflowError.absent(
                    "Run %s has no artifact '%s'".formatted(place.run().id(), place.path()));
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
        store(ctx, new ArtifactPath(RunsApi.known(api, run), path));
    }

    private void store(Context ctx, ArtifactPath place) throws IOException {
        InputStream body = ctx.req().getInputStream();
        boolean tooLarge = ctx.req().getContentLengthLong() > Artifacts.MAX_BYTES;
        Artifacts.StoredFile stored = tooLarge ? null : store().store(body);
        if (stored == null) {
            UnreadBody.discard(body);
            throw MlflowError.of(413, Artifacts.tooLarge(place.path()));
        }
        api.tracking()
                .storeArtifact(
                        place.run().id(),
                        place.path(),
                        stored.bytes(),
                        stored.digest(),
                        api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void remove(Context ctx) {
        ArtifactPath place = place(ctx.pathParam("path"));
        for (String path : place.run().artifacts().keySet()) {
            if (place.path().isEmpty()
                    || path.equals(place.path())
                    || path.startsWith(place.path() + "/")) {
                api.tracking().removeArtifact(place.run().id(), path, api.actor(ctx));
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
        Run run = RunsApi.known(api, m.group(2));
        if (!run.experiment().equals(m.group(1))) {
            throw MlflowError.absent(
                    "Run with id=%s not found in experiment %s".formatted(m.group(2), m.group(1)));
        }
        return new ArtifactPath(run, m.group(3) == null ? "" : m.group(3));
    }

    private Artifacts store() {
        if (artifacts == null) {
            throw MlflowError.of(501, "This server stores no artifacts");
        }
        return artifacts;
    }
}
