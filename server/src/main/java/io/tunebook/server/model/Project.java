package io.tunebook.server.model;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event.MetricDescribed;
import io.tunebook.events.Event.ObjectiveCorrected;
import io.tunebook.events.Event.ProjectCreated;
import io.tunebook.events.MetricKind;
import io.tunebook.events.Objective;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// @param facts the project as created, with the last correction of its objective's unit
/// @param values the range of its completed trials' and baselines' objectives
/// @param metrics what metrics measure, where a person has described them
/// @param baselines the live configurations over time, the current one last, without reverted ones
public record Project(
        ProjectCreated facts,
        Stamp created,
        ValueRange values,
        PMap<String, MetricKind> metrics,
        PVector<Baseline> baselines,
        PVector<String> rounds,
        PVector<String> launches) {
    /// The configuration that was live from `since` on.
    ///
    /// @param launch the launch that made it live, null when it was recorded without one
    public record Baseline(
            Configuration configuration,
            @Nullable Double value,
            @Nullable String launch,
            String note,
            Stamp since) {}

    static Project of(ProjectCreated facts, Stamp created) {
        return new Project(
                facts,
                created,
                ValueRange.EMPTY,
                TreePMap.empty(),
                TreePVector.empty(),
                TreePVector.empty(),
                TreePVector.empty());
    }

    public String id() {
        return facts.project();
    }

    /// The live configuration, null when none was launched or recorded.
    public @Nullable Baseline baseline() {
        return baselines.isEmpty() ? null : baselines.get(baselines.size() - 1);
    }

    /// The unit of the objective: as recorded, else a guess from its name and its values so far.
    public ObjectiveUnit unit() {
        return ObjectiveUnit.of(facts.objective(), values);
    }

    /// The objective with its unit, recorded or guessed.
    public Objective objective() {
        return unit().in(facts.objective());
    }

    /// What a metric of its trials measures: as described, else as its name suggests.
    public MetricKinds metricKinds() {
        return new MetricKinds(metrics, facts.objective().metric());
    }

    Project corrected(ObjectiveCorrected e) {
        Objective next = facts.objective().in(e.unit(), e.examples());
        return new Project(
                new ProjectCreated(facts.project(), facts.title(), next),
                created,
                values,
                metrics,
                baselines,
                rounds,
                launches);
    }

    Project described(MetricDescribed e) {
        return new Project(
                facts,
                created,
                values,
                metrics.plus(e.metric(), e.kind()),
                baselines,
                rounds,
                launches);
    }

    /// A copy in which this value of the objective was seen.
    Project withValue(double value) {
        return values.contains(value) || !Double.isFinite(value)
                ? this
                : new Project(
                        facts, created, values.with(value), metrics, baselines, rounds, launches);
    }

    Project withBaseline(Baseline baseline) {
        Project next = with(baselines.plus(baseline), rounds, launches);
        Double value = baseline.value();
        return value == null ? next : next.withValue(value);
    }

    Project withoutBaselineOf(String launch) {
        PVector<Baseline> left = baselines;
        for (int i = left.size() - 1; i >= 0; i--) {
            if (launch.equals(left.get(i).launch())) {
                left = left.minus(i);
            }
        }
        return with(left, rounds, launches);
    }

    Project withRound(String round) {
        return with(baselines, rounds.plus(round), launches);
    }

    Project withLaunch(String launch) {
        return with(baselines, rounds, launches.plus(launch));
    }

    private Project with(
            PVector<Baseline> baselines, PVector<String> rounds, PVector<String> launches) {
        return new Project(facts, created, values, metrics, baselines, rounds, launches);
    }
}
