package io.tunebook.server.exchange.mlflow;

import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Run;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The order of search results: by the requested keys, then newest first, then by id. Missing
/// values come last and NaN just before them, in both directions.
public final class Order {
    private Order() {}

    public static Comparator<Run> ofRuns(List<String> clauses) {
        Comparator<Run> order = null;
        for (String clause : clauses) {
            Comparator<Run> by = by(SearchKeys.RUNS, clause, SearchSubject::of);
            order = order == null ? by : order.thenComparing(by);
        }
        Comparator<Run> rest =
                Comparator.comparingLong((Run r) -> r.facts().startTime())
                        .reversed()
                        .thenComparing(Run::id);
        return order == null ? rest : order.thenComparing(rest);
    }

    public static Comparator<Experiment> ofExperiments(List<String> clauses) {
        Comparator<Experiment> order = null;
        for (String clause : clauses) {
            Comparator<Experiment> by = by(SearchKeys.EXPERIMENTS, clause, SearchSubject::of);
            order = order == null ? by : order.thenComparing(by);
        }
        Comparator<Experiment> rest =
                Comparator.comparingLong((Experiment e) -> e.created().position()).reversed();
        return order == null ? rest : order.thenComparing(rest);
    }

    private static <T> Comparator<T> by(
            SearchKeys keys, String clause, Function<T, SearchSubject> subject) {
        List<String> words = Tokenizer.of(clause).all();
        String way = words.size() == 2 ? words.get(1).toUpperCase(Locale.ROOT) : "ASC";
        if (words.isEmpty() || words.size() > 2 || !(way.equals("ASC") || way.equals("DESC"))) {
            throw MlflowError.invalid(
                    "Invalid order_by clause '%s': expected a key, then ASC or DESC"
                            .formatted(clause));
        }
        String word = words.getFirst();
        SearchSubject.Key key =
                keys.of(
                        word.startsWith("`") || word.startsWith("\"")
                                ? Tokenizer.plain(word)
                                : word);
        if (key.kind() == SearchSubject.Kind.DATASET) {
            throw MlflowError.invalid(
                    "Invalid order_by clause '%s': runs are not ordered by their datasets"
                            .formatted(clause));
        }
        Comparator<Object> values = way.equals("ASC") ? Order::compare : (a, b) -> compare(b, a);
        return (a, b) -> {
            Object left = subject.apply(a).get(key);
            Object right = subject.apply(b).get(key);
            int place = Integer.compare(place(left), place(right));
            return place != 0 || left == null || right == null
                    ? place
                    : values.compare(left, right);
        };
    }

    /// Compares two values of a key. Missing values come last and NaN just before them, in both
    /// directions.
    static int compare(@Nullable Object a, @Nullable Object b, boolean ascending) {
        int place = Integer.compare(place(a), place(b));
        return place != 0 || a == null || b == null
                ? place
                : ascending ? compare(a, b) : compare(b, a);
    }

    private static int place(@Nullable Object value) {
        return value == null ? 2 : value instanceof Double d && Double.isNaN(d) ? 1 : 0;
    }

    private static int compare(Object a, Object b) {
        return a instanceof Number x && b instanceof Number y
                ? Double.compare(x.doubleValue(), y.doubleValue())
                : a.toString().compareTo(b.toString());
    }
}
