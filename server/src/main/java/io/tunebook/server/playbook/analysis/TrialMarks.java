package io.tunebook.server.playbook.analysis;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a plot marks on the trials of a study: the scientific setting of each, where the study
/// varies it (PB-19), and the completed trials that count as infeasible (PB-23).
///
/// @param settings such as `width = 32`, in the order of the values; empty for a study of one
///   setting
/// @param places the place in `settings` of each trial, by id
/// @param useless why a completed trial counts as infeasible, by id
public record TrialMarks(
        List<String> settings, Map<String, Integer> places, Map<String, String> useless) {
    public TrialMarks {
        settings = List.copyOf(settings);
        places = Map.copyOf(places);
        useless = Map.copyOf(useless);
    }

    public static TrialMarks of(Round round, Sample sample, Curves curves) {
        Map<String, String> useless = new HashMap<>();
        for (Map.Entry<String, InfeasibleKind> e :
                InfeasibleTrials.of(sample, curves).completed().entrySet()) {
            useless.put(e.getKey(), e.getValue().label());
        }
        List<Parameter> scientific = ScientificSettings.varied(round, sample);
        List<Trial> trials =
                Stream.<Trial>concat(sample.completed().stream(), sample.infeasible().stream())
                        .toList();
        if (scientific.isEmpty()) {
            return new TrialMarks(List.of(), Map.of(), useless);
        }
        Map<String, Setting> settings = new HashMap<>();
        for (Trial t : trials) {
            settings.put(t.id(), Setting.of(scientific, sample, t));
        }
        TreeMap<Setting, Integer> order = new TreeMap<>();
        settings.values().forEach(s -> order.put(s, 0));
        if (order.size() < 2) {
            return new TrialMarks(List.of(), Map.of(), useless);
        }
        List<String> names = new ArrayList<>();
        for (Map.Entry<Setting, Integer> e : order.entrySet()) {
            e.setValue(names.size());
            names.add(e.getKey().name());
        }
        Map<String, Integer> places = new HashMap<>();
        settings.forEach((id, s) -> places.put(id, order.get(s)));
        return new TrialMarks(names, places, useless);
    }

    /// The place of a trial's setting; null in a study of one setting.
    public @Nullable Integer place(Trial t) {
        return places.get(t.id());
    }

    private record Setting(String name, List<Double> places) implements Comparable<Setting> {
        static Setting of(List<Parameter> scientific, Sample sample, Trial t) {
            List<String> names = new ArrayList<>();
            List<Double> places = new ArrayList<>();
            for (Parameter p : scientific) {
                Value value = ScientificValues.value(p, sample.study(), t);
                if (value == null) {
                    places.add(Double.POSITIVE_INFINITY);
                } else {
                    ValueNames of = ValueNames.of(p, List.of(sample.study()));
                    String name = of.name(value);
                    names.add("%s = %s".formatted(p.name(), name));
                    places.add(of.place(name));
                }
            }
            return new Setting(String.join(", ", names), Collections.unmodifiableList(places));
        }

        @Override
        public int compareTo(Setting other) {
            for (int i = 0; i < places.size(); i++) {
                int c = Double.compare(places.get(i), other.places().get(i));
                if (c != 0) {
                    return c;
                }
            }
            return name.compareTo(other.name());
        }
    }
}
