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
import org.jspecify.annotations.Nullable;

/// Recognises the runs that the log has. A run whose source only appends is not the one of the log
/// with the same id when that has other values at the same steps.
///
/// Recognises also runs that an earlier version imported under another id. Earlier ids were derived
/// from names, so that several runs can have the same one: the params and the first measurements
/// decide which of them the log has.
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
        return known.identity().byName() ? named(experiment, known) : known;
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
        Run found = tracking.now().run(run.id());
        if (found == null) {
            for (String former : run.identity().formerIds()) {
                Run known = tracking.now().run(former);
                if (known != null
                        && isSame(known, run)
                        && !isOther(known, run)
                        && taken.add(former)) {
                    return run.withId(former);
                }
            }
        }
        String id = run.id();
        for (int n = 2; found != null && isOther(found, run); n++) {
            id = "%s-%d".formatted(run.id(), n);
            found = tracking.now().run(id);
        }
        return id.equals(run.id()) ? run : run.withId(id);
    }

    /// Whether the log's run has other values than this one at a step of the same metric.
    private boolean isOther(Run known, ParsedRun run) {
        return run.identity().appendOnly()
                && run.curves().stream()
                        .filter(m -> known.metrics().containsKey(m.metric()))
                        .anyMatch(m ->
                                contradicts(
                                        tracking.history(known.id(), m.metric()),
                                        m,
                                        run.identity().discarded().get(m.metric())));
    }

    private static boolean contradicts(
            Measurements before, Measurements now, @Nullable Measurements discarded) {
        int both = Math.min(before.size(), now.size());
        if (RunImporter.part(before, 0, both).equals(RunImporter.part(now, 0, both))) {
            return false;
        }
        Set<Point> points = new HashSet<>();
        Set<Long> steps = new HashSet<>();
        Point.of(now).forEach(points::add);
        if (discarded != null) {
            Point.of(discarded).forEach(points::add);
        }
        points.forEach(p -> steps.add(p.step()));
        Set<Long> equal = new HashSet<>();
        Set<Long> shared = new HashSet<>();
        Point.of(before)
                .forEach(p -> {
                    if (steps.contains(p.step())) {
                        shared.add(p.step());
                        if (points.contains(p)) {
                            equal.add(p.step());
                        }
                    }
                });
        return !equal.containsAll(shared);
    }

    private boolean isSame(Run known, ParsedRun run) {
        if (!hasParamsOf(known, run)) {
            return false;
        }
        for (Measurements m : run.curves()) {
            if (known.metrics().containsKey(m.metric())
                    && !beginsAlike(known, m)
                    && !run.identity().discarded().containsKey(m.metric())) {
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
