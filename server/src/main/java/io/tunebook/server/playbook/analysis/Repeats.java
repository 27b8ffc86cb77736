package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Configuration;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A study that repeats its configurations with new seeds is judged by the mean of each
/// configuration: one value for one point of the space.
final class Repeats {
    private Repeats() {}

    /// The finished trials that a study is judged by.
    ///
    /// Without repeats these are its finished trials. With repeats there is one for each
    /// configuration: the first completed one with the mean of all completed ones as its objective,
    /// or the first infeasible one when most of its repeats are infeasible.
    static List<Trial> judged(Study study, List<Trial> trials) {
        List<Trial> finished =
                trials.stream()
                        .filter(t -> t instanceof Trial.Completed || t instanceof Trial.Infeasible)
                        .toList();
        if (study.facts().repeats() == 1) {
            return finished;
        }
        Map<Configuration, List<Trial>> points = new LinkedHashMap<>();
        for (Trial t : finished) {
            points.computeIfAbsent(t.configuration(), _ -> new ArrayList<>()).add(t);
        }
        return points.values().stream().map(Repeats::point).toList();
    }

    private static Trial point(List<Trial> repeats) {
        List<Trial.Completed> completed = of(Trial.Completed.class, repeats);
        if (2 * completed.size() < repeats.size()) {
            return of(Trial.Infeasible.class, repeats).getFirst();
        }
        double mean =
                completed.stream().mapToDouble(Trial.Completed::value).average().orElseThrow();
        Trial.Completed first = completed.getFirst();
        return new Trial.Completed(
                first.spec(),
                first.start(),
                mean,
                first.bestStep(),
                first.steps(),
                first.seconds(),
                first.measurements(),
                first.at());
    }

    private static <T extends Trial> List<T> of(Class<T> state, List<Trial> trials) {
        return trials.stream().filter(state::isInstance).map(state::cast).toList();
    }
}
