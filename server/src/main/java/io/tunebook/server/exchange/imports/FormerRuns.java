package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Run;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Recognises runs that an earlier version imported under another id. Earlier ids were derived from
/// names, so that several runs can have the same one: the params and the first measurements decide
/// which of them the log has.
final class FormerRuns {
    private final Tracking tracking;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Map<String, List<Run>>> names = new HashMap<>();

    FormerRuns(Tracking tracking) {
        this.tracking = tracking;
    }

    /// The run with the id that it has in the log.
    ///
    /// @param experiment the id of the run's experiment
    ParsedRun recognised(String experiment, ParsedRun run) {
        ParsedRun known = recognised(run);
        return known.byName() ? named(experiment, known) : known;
    }

    /// The run of this name, if there is just one in the experiment that may be the same; a run of
    /// its own where the log has another one with the id.
    private ParsedRun named(String experiment, ParsedRun run) {
        Run same = tracking.now().run(run.id());
        if (same != null) {
            return mayBe(same, run) ? run : run.withId(Digests.other(run));
        }
        List<Run> found =
                names
                        .computeIfAbsent(experiment, this::byName)
                        .getOrDefault(run.name(), List.of())
                        .stream()
                        .filter(r -> mayBe(r, run))
                        .toList();
        return found.size() == 1 && taken.add(found.getFirst().id())
                ? run.withId(found.getFirst().id())
                : run;
    }

    private Map<String, List<Run>> byName(String experiment) {
        Experiment known = tracking.now().experiment(experiment);
        return known == null
                ? Map.of()
                : tracking.now().runsOf(known).stream().collect(Collectors.groupingBy(Run::name));
    }

    private static boolean mayBe(Run known, ParsedRun run) {
        boolean starts =
                known.facts().startTime() == 0
                        || run.startTime() == 0
                        || known.facts().startTime() == run.startTime();
        return starts && hasParamsOf(known, run);
    }

    private ParsedRun recognised(ParsedRun run) {
        if (tracking.now().run(run.id()) == null) {
            for (String former : run.formerIds()) {
                Run known = tracking.now().run(former);
                if (known != null && isSame(known, run) && taken.add(former)) {
                    return run.withId(former);
                }
            }
        }
        return run;
    }

    private boolean isSame(Run known, ParsedRun run) {
        if (!hasParamsOf(known, run)) {
            return false;
        }
        for (Measurements m : run.curves()) {
            if (known.metrics().containsKey(m.metric()) && !beginsAlike(known, m)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasParamsOf(Run known, ParsedRun run) {
        for (Map.Entry<String, String> param : run.params().entrySet()) {
            String before = known.params().get(param.getKey());
            if (before != null && !before.equals(param.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean beginsAlike(Run known, Measurements m) {
        Measurements before = tracking.history(known.id(), m.metric());
        return before.size() == 0
                || m.size() == 0
                || (before.steps()[0] == m.steps()[0]
                        && Double.compare(before.values()[0], m.values()[0]) == 0);
    }
}
