package io.tunebook.server.playbook.analysis;

import io.tunebook.events.MetricKind;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import java.util.Optional;

/// Which curve of a trial measures what: as described by a person, else by the metrics' names.
final class CurveMetrics {
    private CurveMetrics() {}

    /// The trial's metric of this kind, other than the objective.
    static Optional<String> of(MetricKind kind, Sample sample, Curves curves, Trial trial) {
        String objective = sample.objective().metric();
        return sample.metrics()
                .find(
                        kind,
                        curves.metricsOf(trial.id()).stream()
                                .filter(m -> !m.equals(objective))
                                .toList());
    }
}
