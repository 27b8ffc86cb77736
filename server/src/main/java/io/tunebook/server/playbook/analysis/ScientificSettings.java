package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The scientific settings that a round compares: a study each (PB-18), or the parts of a study
/// that varies scientific hyperparameters beside the nuisance ones (PB-19). Each part has a best
/// trial, which must be checked before settings are compared (PB-30).
final class ScientificSettings {
    private ScientificSettings() {}

    /// One sample for each setting, in the samples' order; a sample with one setting is returned
    /// unchanged. Numbers are grouped into the isolation plot's buckets.
    static List<Sample> of(Round round, List<Sample> samples) {
        return samples.stream().flatMap(s -> of(round, s).stream()).toList();
    }

    static List<Sample> of(Round round, Sample sample) {
        List<Parameter> scientific = varied(round, sample);
        if (scientific.isEmpty() || sample.ended() == 0) {
            return List.of(sample);
        }
        Function<Trial, String> setting = setting(scientific, sample);
        Map<String, List<Trial.Completed>> completed = new LinkedHashMap<>();
        for (Trial.Completed t : sample.completed()) {
            completed.computeIfAbsent(setting.apply(t), k -> new ArrayList<>()).add(t);
        }
        Map<String, List<Trial.Infeasible>> infeasible = new LinkedHashMap<>();
        for (Trial.Infeasible t : sample.infeasible()) {
            String of = setting.apply(t);
            infeasible.computeIfAbsent(of, k -> new ArrayList<>()).add(t);
            completed.putIfAbsent(of, new ArrayList<>());
        }
        return completed.entrySet().stream()
                .map(e ->
                        new Sample(
                                "%s with %s".formatted(sample.label(), e.getKey()),
                                sample.study(),
                                sample.objective(),
                                sample.metrics(),
                                e.getValue(),
                                infeasible.getOrDefault(e.getKey(), List.of())))
                .toList();
    }

    /// The scientific hyperparameters that vary within the sample's study.
    static List<Parameter> varied(Round round, Sample sample) {
        return round.roles().stream()
                .filter(a -> a.role() == Role.SCIENTIFIC)
                .map(Role.Assignment::parameter)
                .filter(p -> ScientificValues.varied(p, sample.study()) != null)
                .toList();
    }

    /// The setting of a trial, such as `width = 32, optimizer = sgd`.
    private static Function<Trial, String> setting(List<Parameter> scientific, Sample sample) {
        Map<Parameter, ValueNames> names =
                scientific.stream()
                        .collect(
                                Collectors.toMap(
                                        p -> p, p -> ValueNames.of(p, List.of(sample.study()))));
        return t ->
                scientific.stream()
                        .map(p -> {
                            Value value = ScientificValues.value(p, sample.study(), t);
                            return value == null
                                    ? ""
                                    : "%s = %s"
                                            .formatted(
                                                    p.name(),
                                                    Objects.requireNonNull(names.get(p))
                                                            .name(value));
                        })
                        .filter(s -> !s.isEmpty())
                        .collect(Collectors.joining(", "));
    }
}
