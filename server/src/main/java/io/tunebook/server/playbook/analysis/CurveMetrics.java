package io.tunebook.server.playbook.analysis;

import io.tunebook.events.MetricKind;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.MetricKinds;
import io.tunebook.server.model.Trial;
import java.util.Map;
import java.util.Optional;

/// Which curve of a trial measures what: by the metrics' names.
final class CurveMetrics {
    private CurveMetrics() {}

    /// The trial's metric of this kind, other than the objective.
    static Optional<String> of(MetricKind kind, Sample sample, Curves curves, Trial trial) {
        String objective = sample.objective().metric();
        return new MetricKinds(Map.of(), objective)
                .find(
                        kind,
                        curves.metricsOf(trial.id()).stream()
                                .filter(m -> !m.equals(objective))
                                .toList());
    }
}
