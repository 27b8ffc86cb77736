package io.tunebook.server.exchange.tracking;

import io.tunebook.server.model.Run;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Parent runs that are no trials themselves, such as the run of a `GridSearchCV`: their params are
/// settings of the search and its result, not hyperparameters of the child runs.
final class ParentRuns {
    private ParentRuns() {}

    /// The runs without the parents that share no metric with their child runs.
    static List<Run> without(List<Run> runs) {
        Map<String, Set<String>> metricsOfChildren = new HashMap<>();
        for (Run run : runs) {
            if (run.parent() != null) {
                metricsOfChildren
                        .computeIfAbsent(run.parent(), p -> new HashSet<>())
                        .addAll(run.metrics().keySet());
            }
        }
        List<Run> trials =
                runs.stream().filter(run -> !isContainer(run, metricsOfChildren)).toList();
        return trials.isEmpty() ? runs : trials;
    }

    private static boolean isContainer(Run run, Map<String, Set<String>> metricsOfChildren) {
        Set<String> metrics = metricsOfChildren.get(run.id());
        return metrics != null && run.metrics().keySet().stream().noneMatch(metrics::contains);
    }
}
