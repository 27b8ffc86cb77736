package io.tunebook.server.exchange.mlflow;

import io.tunebook.events.ModelMetric;
import io.tunebook.server.model.LoggedModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A search for logged models. A model matches a comparison with a metric when one of its
/// measurements does, on one of the datasets if there are any.
///
/// @param datasets of which a model must have a measurement; empty for all models
public record LoggedModelSearch(Filter filter, List<Dataset> datasets, List<OrderBy> orderBy) {
    /// @param digest null for every digest
    public record Dataset(@Nullable String name, @Nullable String digest) {
        boolean holds(ModelMetric m) {
            return (name == null || name.equals(m.dataset()))
                    && (digest == null || digest.equals(m.digest()));
        }
    }

    /// @param field an attribute, or `metrics.NAME`
    /// @param dataset of the measurements that count
    public record OrderBy(String field, boolean ascending, Dataset dataset) {}

    /// The models that match, in order.
    public List<LoggedModel> in(Stream<LoggedModel> models) {
        return models.filter(this::holds).sorted(order()).toList();
    }

    private boolean holds(LoggedModel model) {
        return (datasets.isEmpty()
                        || model.metrics().values().stream().anyMatch(m -> on(m.metric())))
                && filter.holds(key -> value(model, key));
    }

    private boolean on(ModelMetric metric) {
        return datasets.isEmpty() || datasets.stream().anyMatch(d -> d.holds(metric));
    }

    private @Nullable Object value(LoggedModel model, SearchSubject.Key key) {
        return switch (key.kind()) {
            case METRIC ->
                    model.metrics().values().stream()
                            .map(LoggedModel.Measurement::metric)
                            .filter(m -> m.metric().equals(key.name()) && on(m))
                            .map(ModelMetric::value)
                            .toList();
            case PARAM -> model.params().get(key.name());
            case TAG -> model.tags().get(key.name());
            case ATTRIBUTE -> attribute(model, key.name());
            case DATASET -> null;
        };
    }

    private static @Nullable Object attribute(LoggedModel model, String name) {
        return switch (name) {
            case "creation_time" -> model.facts().time();
            case "last_update_time" -> model.updated();
            case "experiment_id" -> model.facts().experiment();
            case "model_id" -> model.id();
            case "model_type" -> model.facts().type();
            case "name" -> model.facts().name();
            case "source_run_id" -> model.facts().run();
            case "status" -> model.status().name();
            default -> null;
        };
    }

    /// By the requested fields, then newest first, then by id; missing values come last.
    private Comparator<LoggedModel> order() {
        Comparator<LoggedModel> rest =
                Comparator.comparingLong((LoggedModel m) -> m.facts().time())
                        .reversed()
                        .thenComparing(LoggedModel::id);
        Comparator<LoggedModel> all = null;
        for (OrderBy by : orderBy) {
            Comparator<LoggedModel> next = order(by);
            all = all == null ? next : all.thenComparing(next);
        }
        return all == null ? rest : all.thenComparing(rest);
    }

    private static Comparator<LoggedModel> order(OrderBy by) {
        String metric = metric(by.field());
        String attribute = metric == null ? SearchKeys.MODELS.of(by.field()).name() : "";
        return (a, b) -> {
            Object left =
                    metric == null ? attribute(a, attribute) : latest(a, metric, by.dataset());
            Object right =
                    metric == null ? attribute(b, attribute) : latest(b, metric, by.dataset());
            return Order.compare(left, right, by.ascending());
        };
    }

    private static @Nullable String metric(String field) {
        int dot = field.indexOf('.');
        if (dot < 0) {
            return null;
        }
        if (!field.substring(0, dot).equals("metrics")) {
            throw MlflowError.invalid(
                    "Invalid order by field name: %s. Only metrics are supported."
                            .formatted(Tokenizer.shown(field)));
        }
        return field.substring(dot + 1);
    }

    private static @Nullable Double latest(LoggedModel model, String name, Dataset dataset) {
        return model.metrics().values().stream()
                .filter(m -> m.metric().metric().equals(name) && dataset.holds(m.metric()))
                .min(
                        Comparator.comparingLong((LoggedModel.Measurement m) -> -m.metric().time())
                                .thenComparingLong(m -> -m.metric().step())
                                .thenComparing(LoggedModel.Measurement::run))
                .map(m -> m.metric().value())
                .orElse(null);
    }
}
