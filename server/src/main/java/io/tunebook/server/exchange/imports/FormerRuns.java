package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Run;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

    FormerRuns(Tracking tracking) {
        this.tracking = tracking;
    }

    /// The run with the id that it has in the log.
    ParsedRun recognised(ParsedRun run) {
        Run found = tracking.now().run(run.id());
        if (found == null) {
            for (String former : run.formerIds()) {
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
        return run.appendOnly()
                && run.curves().stream()
                        .filter(m -> known.metrics().containsKey(m.metric()))
                        .anyMatch(m ->
                                contradicts(
                                        tracking.history(known.id(), m.metric()),
                                        m,
                                        run.discarded().get(m.metric())));
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
        for (Map.Entry<String, String> param : run.params().entrySet()) {
            String before = known.params().get(param.getKey());
            if (before != null && !before.equals(param.getValue())) {
                return false;
            }
        }
        for (Measurements m : run.curves()) {
            if (known.metrics().containsKey(m.metric())
                    && !beginsAlike(known, m)
                    && !run.discarded().containsKey(m.metric())) {
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
