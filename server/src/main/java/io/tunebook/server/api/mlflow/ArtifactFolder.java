package io.tunebook.server.api.mlflow;

import io.tunebook.server.exchange.mlflow.TaggedModels;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The files of a run or of a logged model, as of a request.
interface ArtifactFolder {
    /// @param digest SHA-256 of the file, in hex
    record File(String path, long bytes, String digest) {}

    /// What it belongs to, such as `Run 0f3a`.
    String owner();

    /// The id of its experiment.
    String experiment();

    /// Its files, by path.
    Map<String, File> files();

    void store(String path, Artifacts.StoredFile file, String actor);

    void remove(String path, String actor);

    static ArtifactFolder of(MlflowApi api, Run run) {
        return new OfRun(api, run);
    }

    static ArtifactFolder of(MlflowApi api, LoggedModel model) {
        return new OfModel(api, model);
    }

    /// The files and folders directly in a folder.
    ///
    /// @param whole whether the paths are relative to the owner's files, not to the folder
    default ArrayNode list(String folder, boolean whole) {
        String below = folder.isEmpty() ? "" : folder + "/";
        Map<String, ObjectNode> found = new TreeMap<>();
        for (File file : files().values()) {
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

    record OfRun(MlflowApi api, Run run) implements ArtifactFolder {
        @Override
        public String owner() {
            return "Run " + run.id();
        }

        @Override
        public String experiment() {
            return run.experiment();
        }

        @Override
        public Map<String, File> files() {
            Map<String, File> all = new TreeMap<>();
            run.artifacts()
                    .forEach((path, f) -> all.put(path, new File(path, f.bytes(), f.digest())));
            return all;
        }

        @Override
        public void store(String path, Artifacts.StoredFile file, String actor) {
            api.tracking().storeArtifact(run.id(), path, file.bytes(), file.digest(), actor);
        }

        @Override
        public void remove(String path, String actor) {
            api.tracking().removeArtifact(run.id(), path, actor);
        }
    }

    record OfModel(MlflowApi api, LoggedModel model) implements ArtifactFolder {
        @Override
        public String owner() {
            return "Model " + model.id();
        }

        @Override
        public String experiment() {
            return model.facts().experiment();
        }

        @Override
        public Map<String, File> files() {
            Map<String, File> all = new TreeMap<>();
            model.files()
                    .forEach((path, f) -> all.put(path, new File(path, f.bytes(), f.digest())));
            String folder = TaggedModels.folder(model);
            @Nullable Run run =
                    folder == null || model.facts().run() == null
                            ? null
                            : api.tracking().now().run(model.facts().run());
            if (run != null) {
                String below = folder + "/";
                run.artifacts()
                        .forEach((path, f) -> {
                            if (path.startsWith(below)) {
                                String rest = path.substring(below.length());
                                all.put(rest, new File(rest, f.bytes(), f.digest()));
                            }
                        });
            }
            return all;
        }

        @Override
        public void store(String path, Artifacts.StoredFile file, String actor) {
            api.models().storeFile(model.id(), path, file.bytes(), file.digest(), actor);
        }

        @Override
        public void remove(String path, String actor) {
            api.models().removeFile(model.id(), path, actor);
        }
    }
}
