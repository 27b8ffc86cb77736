package io.tunebook.server.exchange.imports;

import io.tunebook.server.model.Constraints;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Sentences about how runs of a source are read that differ from what their writer calls a trial
/// or a training.
final class SourceNotes {
    /// The folders into which Keras and TensorFlow's estimators divide the logs of one training.
    private static final Set<String> PARTS =
            Set.of("train", "training", "validation", "val", "valid", "eval", "test");

    private static final int MAX_NAMES = 3;

    private SourceNotes() {}

    static List<String> of(ParsedSource source) {
        List<String> all = new ArrayList<>();
        for (ParsedStudy study : source.studies()) {
            constraints(study, all);
            if (source.kind().equals("tensorboard")) {
                folders(study, all);
            }
        }
        return all;
    }

    private static void constraints(ParsedStudy study, List<String> to) {
        List<ParsedRun> constrained =
                study.runs().stream().filter(r -> !Constraints.of(r.tags()).isEmpty()).toList();
        long violated =
                constrained.stream().filter(r -> Constraints.violated(r.tags()) != null).count();
        if (!constrained.isEmpty()) {
            to.add(
                    "%,d of %,d trials of '%s' that have constraints violate them: they are infeasible, as in Optuna, and none of them is the best trial."
                            .formatted(violated, constrained.size(), study.name()));
        }
    }

    private static void folders(ParsedStudy study, List<String> to) {
        Map<String, TreeSet<String>> children = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        study.runs().forEach(r -> names.add(r.name()));
        for (String name : names) {
            int end = name.lastIndexOf('/');
            String parent = end < 0 ? "" : name.substring(0, end);
            if (isPart(name.substring(end + 1)) || names.contains(parent)) {
                children.computeIfAbsent(parent, k -> new TreeSet<>()).add(name);
            }
        }
        children.forEach((parent, parts) -> {
            if (names.contains(parent)) {
                parts.add(parent);
            }
        });
        children.values().removeIf(parts -> parts.size() < 2);
        if (!children.isEmpty()) {
            TreeSet<String> first = children.values().iterator().next();
            to.add(
                    "Each folder with event files is a run, as in TensorBoard: the folders %s%s, which look like one training, are %,d runs%s. Compare their metrics on the experiment's page; only runs with the objective are trials."
                            .formatted(
                                    String.join(
                                            ", ",
                                            first.stream()
                                                    .limit(MAX_NAMES)
                                                    .map(n -> "'" + n + "'")
                                                    .toList()),
                                    first.size() > MAX_NAMES ? ", …" : "",
                                    first.size(),
                                    children.size() == 1
                                            ? ""
                                            : ", and so on for %,d %s"
                                                    .formatted(
                                                            children.size() - 1,
                                                            children.size() == 2
                                                                    ? "other"
                                                                    : "others")));
        }
    }

    private static boolean isPart(String folder) {
        return PARTS.contains(folder.toLowerCase(Locale.ROOT));
    }
}
