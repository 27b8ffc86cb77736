package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The values of one scientific hyperparameter in a round, each with the trials that had it.
///
/// A trial's value is in its study's settings (a study for each value, PB-18) or in its own
/// configuration (a joint study, PB-19); studies of both kinds can be compared.
///
/// @param values in the hyperparameter's order; those that a joint study could have drawn included
record ScientificValues(Parameter parameter, List<Tuned> values) {
    private static final int SHARE_POINTS = 1_200;

    /// One value with its trials. A trial counts when it is completed or infeasible: both used the
    /// budget.
    ///
    /// @param completed best first
    /// @param fixed the trials of studies that had this value only
    /// @param drawn the trials of joint studies that drew this value
    /// @param expected the number that the joint studies would draw on average
    record Tuned(
            String name, List<Trial.Completed> completed, int fixed, int drawn, double expected) {}

    static ScientificValues of(Parameter p, List<Sample> samples) {
        ValueNames names = ValueNames.of(p, samples.stream().map(Sample::study).toList());
        Map<String, Counts> groups =
                new TreeMap<>(
                        java.util.Comparator.comparingDouble(names::place).thenComparing(n -> n));
        for (Sample sample : samples) {
            add(p, sample, names, groups);
        }
        return new ScientificValues(
                p,
                groups.entrySet().stream()
                        .map(e -> e.getValue().tuned(e.getKey(), samples.getFirst()))
                        .toList());
    }

    private static void add(
            Parameter p, Sample sample, ValueNames names, Map<String, Counts> groups) {
        Domain drawnFrom = varied(p, sample.study());
        int ended = 0;
        for (Trial t :
                java.util.stream.Stream.concat(
                                sample.completed().stream(), sample.infeasible().stream())
                        .toList()) {
            Value value = value(p, sample.study(), t);
            if (value == null) {
                continue;
            }
            ended++;
            Counts counts = groups.computeIfAbsent(names.name(value), n -> new Counts());
            if (t instanceof Trial.Completed c) {
                counts.completed.add(c);
            }
            if (drawnFrom == null) {
                counts.fixed++;
            } else {
                counts.drawn++;
            }
        }
        if (drawnFrom != null && ended > 0) {
            for (int i = 0; i < SHARE_POINTS; i++) {
                Value value = Scale.at(drawnFrom, (i + 0.5) / SHARE_POINTS);
                groups.computeIfAbsent(names.name(value), n -> new Counts()).expected +=
                        (double) ended / SHARE_POINTS;
            }
        }
    }

    /// The domain from which the study draws the parameter; null when it does not vary it.
    static @Nullable Domain varied(Parameter p, Study study) {
        return study.facts().space().varying().stream()
                .filter(v -> v.key().equals(p.key()))
                .map(Parameter::domain)
                .findFirst()
                .orElse(null);
    }

    /// The parameter's value in a trial or in its study's settings; null when it does not exist
    /// there.
    static @Nullable Value value(Parameter p, Study study, Trial t) {
        Configuration all = study.facts().settings().with(t.configuration());
        return SearchSpace.exists(p, all) ? all.values().get(p.name()) : null;
    }

    private static final class Counts {
        private final List<Trial.Completed> completed = new ArrayList<>();
        private int fixed;
        private int drawn;
        private double expected;

        Tuned tuned(String name, Sample any) {
            return new Tuned(
                    name,
                    completed.stream().sorted(Sample.bestFirst(any.objective())).toList(),
                    fixed,
                    drawn,
                    expected);
        }
    }
}
