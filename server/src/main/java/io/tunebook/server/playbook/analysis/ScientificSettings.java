package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<Parameter> scientific =
                sample.study().facts().space().varying().stream()
                        .filter(p ->
                                round.roles().stream()
                                        .anyMatch(a ->
                                                a.role() == Role.SCIENTIFIC
                                                        && a.parameter().key().equals(p.key())))
                        .toList();
        if (scientific.isEmpty() || sample.ended() == 0) {
            return List.of(sample);
        }
        Map<String, List<Trial.Completed>> completed = new LinkedHashMap<>();
        for (Trial.Completed t : sample.completed()) {
            completed.computeIfAbsent(setting(scientific, t), k -> new ArrayList<>()).add(t);
        }
        Map<String, List<Trial.Infeasible>> infeasible = new LinkedHashMap<>();
        for (Trial.Infeasible t : sample.infeasible()) {
            String setting = setting(scientific, t);
            infeasible.computeIfAbsent(setting, k -> new ArrayList<>()).add(t);
            completed.putIfAbsent(setting, new ArrayList<>());
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

    private static String setting(List<Parameter> scientific, Trial t) {
        return scientific.stream()
                .filter(p -> Sample.has(t, p))
                .map(p -> "%s = %s".formatted(p.name(), Isolation.bucket(p, Sample.value(p, t))))
                .collect(Collectors.joining(", "));
    }
}
