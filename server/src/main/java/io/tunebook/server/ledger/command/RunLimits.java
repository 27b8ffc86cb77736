package io.tunebook.server.ledger.command;

import io.tunebook.events.Measurements;
import io.tunebook.events.ModelMetric;
import io.tunebook.server.ledger.command.CommandDecision.Rejected;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How much of each kind a run can have, so that no client can make its pages and answers large
/// without limit. What the log has already is read and can be changed, whatever its number.
public final class RunLimits {
    public static final int MAX_METRICS = 10_000;
    public static final int MAX_PARAMS = 2_000;
    public static final int MAX_TAGS = 2_000;
    static final int MAX_DATASETS = 1_000;
    static final int MAX_MODELS = 10_000;
    static final int MAX_FILES = 100_000;

    private RunLimits() {}

    /// The rejection of a command that exceeds a limit; null when it exceeds none.
    ///
    /// @param run null for one that begins with this command
    static @Nullable Rejected exceeded(@Nullable Run run, Command.LogRun c) {
        Set<String> params = run == null ? Set.of() : run.params().keySet();
        Set<String> tags = run == null ? Set.of() : run.tags().keySet();
        Set<String> metrics = run == null ? Set.of() : run.metrics().keySet();
        Rejected first = exceeded(c.run(), "params", MAX_PARAMS, params, c.params().keySet());
        Rejected second = exceeded(c.run(), "tags", MAX_TAGS, tags, c.tags().keySet());
        return first != null ? first : second != null ? second : names(c, metrics);
    }

    private static @Nullable Rejected names(Command.LogRun c, Set<String> known) {
        List<String> names = c.measurements().stream().map(Measurements::metric).toList();
        return exceeded(c.run(), "metric names", MAX_METRICS, known, names);
    }

    /// The rejection of measurements of a trial with more metric names; null when there is room.
    static @Nullable Rejected exceeded(Curves curves, Command.MeasureCurve c) {
        long fresh =
                c.curve().metrics().stream()
                        .distinct()
                        .filter(m -> curves.size(c.trial(), m) == 0)
                        .count();
        int known = curves.metricCount(c.trial());
        return fresh == 0 || known + fresh <= MAX_METRICS
                ? null
                : CommandDecision.rejected(
                        "trial '%s' has %,d metric names, and %,d more would exceed the maximum of %,d: report the values of one name at several steps"
                                .formatted(c.trial(), known, fresh, MAX_METRICS));
    }

    /// The rejection of measurements of a model with more metric names; null when there is room.
    static @Nullable Rejected exceeded(LoggedModel model, Collection<ModelMetric> more) {
        if (model.metrics().size() + more.size() <= MAX_METRICS) {
            return null;
        }
        Set<String> known = new HashSet<>();
        model.metrics().values().forEach(m -> known.add(m.metric().metric()));
        Set<String> all = new HashSet<>(known);
        more.forEach(m -> all.add(m.metric()));
        return all.size() == known.size()
                ? null
                : exceeded("model", model.id(), "metric names", all.size(), MAX_METRICS);
    }

    /// The rejection of further keys; null when there is room for them.
    static @Nullable Rejected exceeded(
            String run, String what, int most, Set<String> known, Collection<String> keys) {
        Set<String> fresh = new HashSet<>();
        String last = "";
        for (String key : keys) {
            if (!known.contains(key) && fresh.add(key)) {
                last = key;
            }
        }
        return fresh.isEmpty() || known.size() + fresh.size() <= most
                ? null
                : CommandDecision.rejected(
                        "run '%s' has %,d %s, and %,d more, such as '%s', would exceed the maximum of %,d: log fewer names, or use another run"
                                .formatted(run, known.size(), what, fresh.size(), last, most));
    }

    /// The rejection of so many more items; null when there is room for them.
    static @Nullable Rejected exceeded(String what, String id, String items, int all, int most) {
        return all <= most
                ? null
                : CommandDecision.rejected(
                        "%s '%s' would have %,d %s, and the maximum is %,d: use another %s"
                                .formatted(what, id, all, items, most, what));
    }

    /// The rejection of params or tags of an experiment or a model; null when there is room.
    static @Nullable Rejected exceeded(
            String what,
            String id,
            String items,
            Map<String, String> known,
            Map<String, String> more) {
        long fresh = more.keySet().stream().filter(key -> !known.containsKey(key)).count();
        return fresh == 0
                ? null
                : exceeded(what, id, items, (int) (known.size() + fresh), MAX_TAGS);
    }
}
