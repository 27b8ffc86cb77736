package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.wire.UnpairedSurrogates;
import io.tunebook.server.model.ParameterNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Collects a study while its storage is read.
final class OptunaStudy {
    private static final int MINIMIZE = 1;
    private static final int MAXIMIZE = 2;

    final String name;
    final List<Integer> directions;
    final Map<String, JsonNode> userAttributes = new LinkedHashMap<>();
    final Map<String, JsonNode> systemAttributes = new LinkedHashMap<>();
    final List<OptunaTrial> trials = new ArrayList<>();

    OptunaStudy(String name, List<Integer> directions) {
        this.name = UnpairedSurrogates.replaced(name);
        this.directions = directions;
    }

    ParsedStudy imported(SkippedItems skips) {
        // A growing study keeps its first trial; a different study of the same name has another
        // one.
        String begun = trials.isEmpty() ? "" : String.valueOf(trials.getFirst().started);
        if (name.indexOf(0xfffd) >= 0) {
            skips.add("the characters of the name '%s' that are not Unicode".formatted(name));
        }
        String id = "optuna-" + Digests.shortOf(name, begun);
        List<String> metrics = metrics();
        List<ParsedRun> runs = new ArrayList<>();
        for (OptunaTrial trial : trials) {
            if (trial.state == OptunaTrial.WAITING) {
                skips.add("a queued trial of '%s'".formatted(name));
            } else {
                runs.add(trial.run(id, metrics, skips));
            }
        }
        Map<String, String> tags = new TreeMap<>();
        userAttributes.forEach((k, v) -> TextLimits.put(tags, k, OptunaJson.text(v), skips));
        if (directions.size() > 1) {
            tags.put("optuna.objectives", objectives(metrics));
        }
        Map<String, String> notes = new TreeMap<>();
        List<Parameter> space = space(skips, notes);
        return new ParsedStudy(id, name, objective(metrics, skips), space, tags, runs, notes);
    }

    private List<String> metrics() {
        int n = Math.max(1, directions.size());
        JsonNode names = systemAttributes.get("study:metric_names");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean named = names != null && names.path(i).isString();
            all.add(
                    named
                            ? UnpairedSurrogates.replaced(
                                    java.util.Objects.requireNonNull(names).path(i).stringValue())
                            : n == 1 ? "value" : "value_" + i);
        }
        return all;
    }

    /// The objectives with their directions, such as `accuracy maximize, seconds minimize`.
    private String objectives(List<String> metrics) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < directions.size(); i++) {
            String direction =
                    switch (directions.get(i)) {
                        case MINIMIZE -> "minimize";
                        case MAXIMIZE -> "maximize";
                        default -> "not set";
                    };
            all.add(metrics.get(i) + " " + direction);
        }
        return String.join(", ", all);
    }

    private @org.jspecify.annotations.Nullable Objective objective(
            List<String> metrics, SkippedItems skips) {
        if (directions.size() > 1) {
            skips.add(
                    "the description of '%s', which has %d objectives (%s): all of their values are imported; choose one objective on the experiment's page"
                            .formatted(name, directions.size(), objectives(metrics)));
            return null;
        }
        int direction = directions.isEmpty() ? 0 : directions.getFirst();
        return switch (direction) {
            case MINIMIZE -> new Objective(metrics.getFirst(), Direction.MINIMIZE);
            case MAXIMIZE -> new Objective(metrics.getFirst(), Direction.MAXIMIZE);
            default -> null;
        };
    }

    private List<Parameter> space(SkippedItems skips, Map<String, String> notes) {
        Map<String, OptunaDistribution> all = new LinkedHashMap<>();
        for (OptunaTrial trial : trials) {
            trial.distributions.forEach((k, d) -> all.merge(k, d, OptunaDistribution::with));
        }
        all.forEach((k, d) -> {
            if (d
                            instanceof
                            OptunaDistribution.Real(
                                    double low,
                                    double high,
                                    boolean log,
                                    Double step)
                    && step != null) {
                skips.add("the step %s of '%s': its range is imported".formatted(step, k));
                notes.put(named(k), "in steps of %s".formatted(step));
            }
            if (!named(k).equals(k)) {
                notes.merge(named(k), "named '%s' in Optuna".formatted(k), "%s, %s"::formatted);
            }
        });
        // Only finished trials have all of their parameters.
        List<OptunaTrial> whole =
                trials.stream()
                        .filter(t ->
                                t.state == OptunaTrial.COMPLETE || t.state == OptunaTrial.PRUNED)
                        .toList();
        List<Parameter> space = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Parameter p : Conditions.of(all, whole, skips)) {
            if (keys.add(p.key())) {
                space.add(p);
            } else {
                skips.add("the range of a second parameter with the name '%s'".formatted(p.key()));
            }
        }
        return new SearchSpace(space).parameters();
    }

    static String named(String key) {
        return ParameterNames.of(key);
    }
}
