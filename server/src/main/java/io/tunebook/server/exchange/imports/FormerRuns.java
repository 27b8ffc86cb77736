package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Run;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Recognises runs that an earlier version imported under another id. Earlier ids were derived from
/// names, so that several runs can have the same one: the params and the first measurements decide
/// which of them the log has.
final class FormerRuns {
    private final Tracking tracking;
    private final Set<String> taken = new HashSet<>();

    FormerRuns(Tracking tracking) {
        this.tracking = tracking;
    }

    /// The run with the id that it has in the log.
    ParsedRun recognised(ParsedRun run) {
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
        for (Map.Entry<String, String> param : run.params().entrySet()) {
            String before = known.params().get(param.getKey());
            if (before != null && !before.equals(param.getValue())) {
                return false;
            }
        }
        for (Measurements m : run.curves()) {
            if (known.metrics().containsKey(m.metric()) && !beginsAlike(known, m)) {
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
