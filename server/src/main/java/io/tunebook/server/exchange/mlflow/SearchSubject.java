package io.tunebook.server.exchange.mlflow;

import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Run;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An object of a search: the value of a key is a [Double], [Long], text or a list of these, null
/// when missing.
public interface SearchSubject {
    @Nullable Object get(Key key);

    /// The tag of a dataset with the purpose that it serves.
    String CONTEXT = "mlflow.data.context";

    record Key(Kind kind, String name) {}

    enum Kind {
        METRIC,
        PARAM,
        TAG,
        ATTRIBUTE,
        DATASET
    }

    static SearchSubject of(Run run) {
        return key ->
                switch (key.kind()) {
                    case METRIC -> {
                        Run.Metric metric = run.metrics().get(key.name());
                        yield metric == null ? null : metric.value();
                    }
                    case PARAM -> run.params().get(key.name());
                    case TAG -> run.tags().get(key.name());
                    case ATTRIBUTE -> attribute(run, key.name());
                    case DATASET -> dataset(run, key.name());
                };
    }

    /// The values of all datasets of a run; null without any.
    private static @Nullable Object dataset(Run run, String name) {
        List<String> all =
                run.inputs().stream()
                        .map(input ->
                                switch (name) {
                                    case "name" -> input.name();
                                    case "digest" -> input.digest();
                                    default -> input.tags().get(CONTEXT);
                                })
                        .filter(Objects::nonNull)
                        .toList();
        return all.isEmpty() ? null : all;
    }

    private static @Nullable Object attribute(Run run, String name) {
        return switch (name) {
            case "start_time" -> run.facts().startTime();
            case "end_time" -> run.endTime();
            case "status" -> run.status().name();
            case "run_id" -> run.id();
            case "run_name" -> run.name();
            case "user_id" -> run.facts().user();
            case "artifact_uri" -> artifactUri(run);
            default -> null;
        };
    }

    /// The URI at which MLflow's clients find the files of a run.
    static String artifactUri(Run run) {
        return "mlflow-artifacts:/%s/%s/artifacts".formatted(run.experiment(), run.id());
    }

    static SearchSubject of(Experiment e) {
        return key ->
                key.kind() == Kind.TAG
                        ? e.tags().get(key.name())
                        : switch (key.name()) {
                            case "name" -> e.name();
                            case "experiment_id" -> e.id();
                            case "creation_time" -> e.created().recordedAt().toEpochMilli();
                            case "last_update_time" -> e.changed().recordedAt().toEpochMilli();
                            default -> null;
                        };
    }
}
