package io.tunebook.server.exchange.mlflow;

import java.util.List;
import java.util.Locale;

/// Resolves a name in a search to its key, such as `params."batch size"` or `start_time`.
enum SearchKeys {
    RUNS,
    EXPERIMENTS,
    MODELS;

    private static final List<String> DATASET = List.of("name", "digest", "context");

    private List<String> attributes() {
        return switch (this) {
            case RUNS ->
                    List.of(
                            "artifact_uri",
                            "end_time",
                            "run_id",
                            "run_name",
                            "start_time",
                            "status",
                            "user_id");
            case EXPERIMENTS ->
                    List.of("creation_time", "experiment_id", "last_update_time", "name");
            case MODELS ->
                    List.of(
                            "creation_time",
                            "experiment_id",
                            "last_update_time",
                            "model_id",
                            "model_type",
                            "name",
                            "source_run_id",
                            "status");
        };
    }

    SearchSubject.Key of(String word) {
        int dot = word.indexOf('.');
        String kind = dot < 0 ? "attribute" : word.substring(0, dot);
        String name = Tokenizer.plain(word.substring(dot + 1));
        return switch (kind) {
            case "metric", "metrics" -> new SearchSubject.Key(SearchSubject.Kind.METRIC, name);
            case "param", "params", "parameter", "parameters" ->
                    new SearchSubject.Key(SearchSubject.Kind.PARAM, name);
            case "tag", "tags" -> new SearchSubject.Key(SearchSubject.Kind.TAG, name);
            case "attribute", "attributes", "attr", "run" -> attribute(name);
            case "dataset", "datasets" -> dataset(name);
            default ->
                    throw MlflowError.invalid(
                            "Invalid entity type '%s'. Valid values are metric, param, tag, attribute and dataset"
                                    .formatted(kind));
        };
    }

    private static SearchSubject.Key dataset(String name) {
        if (!DATASET.contains(name)) {
            throw MlflowError.invalid(
                    "Invalid dataset key '%s' specified. Valid keys are %s"
                            .formatted(name, DATASET));
        }
        return new SearchSubject.Key(SearchSubject.Kind.DATASET, name);
    }

    private SearchSubject.Key attribute(String name) {
        String known =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "created" -> "start_time";
                    case "run name" -> "run_name";
                    case "creation_timestamp", "creation_timestamp_ms" -> "creation_time";
                    case "last_updated_time",
                            "last_updated_timestamp",
                            "last_updated_timestamp_ms" ->
                            "last_update_time";
                    default -> name;
                };
        if (!attributes().contains(known)) {
            throw MlflowError.invalid(
                    "Invalid attribute key '%s' specified. Valid keys are %s"
                            .formatted(name, attributes()));
        }
        return new SearchSubject.Key(SearchSubject.Kind.ATTRIBUTE, known);
    }
}
