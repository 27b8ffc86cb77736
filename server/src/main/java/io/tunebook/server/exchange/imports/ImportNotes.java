package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects sentences about what an import adds to experiments and runs that the log had before.
final class ImportNotes {
    private final Tracking tracking;
    private final List<String> sentences = new ArrayList<>();
    private String experiment = "";
    private int before;
    private int extended;
    private int fresh;
    private long measurements;

    ImportNotes(Tracking tracking) {
        this.tracking = tracking;
    }

    /// Begins a study, whose experiment exists.
    void study(ParsedStudy study) {
        summary();
        Experiment known = tracking.now().experiment(study.id());
        experiment = known == null ? study.name() : known.name();
        before = known == null ? 0 : known.runs().size();
    }

    /// @param parsed as the source has it
    /// @param run as the log has it
    /// @param added how many measurements are new
    void run(ParsedRun parsed, ParsedRun run, int added) {
        Run known = tracking.now().run(run.id());
        if (known == null) {
            fresh++;
            if (tracking.now().run(parsed.id()) != null) {
                sentences.add(
                        "Run '%s' is new: the run of this name in experiment '%s' has other values at the same steps."
                                .formatted(run.name(), experiment));
            }
            return;
        }
        if (added > 0) {
            extended++;
            measurements += added;
        }
        long stale = run.identity().discarded().isEmpty() ? 0 : stale(known, run);
        if (stale > 0) {
            sentences.add(
                    "Run '%s' keeps %,d measurements that an earlier import recorded and a restart of the run has discarded since: the log only appends. Import the folder with another name to have the run without them."
                            .formatted(run.name(), stale));
        }
    }

    /// The measurements in the log that the source has discarded.
    private long stale(Run known, ParsedRun run) {
        long stale = 0;
        for (Map.Entry<String, Measurements> e : run.identity().discarded().entrySet()) {
            if (known.metrics().containsKey(e.getKey())) {
                Set<Point> discarded = new HashSet<>();
                Point.of(e.getValue()).forEach(discarded::add);
                run.curves().stream()
                        .filter(m -> m.metric().equals(e.getKey()))
                        .flatMap(Point::of)
                        .forEach(discarded::remove);
                stale +=
                        Point.of(tracking.history(known.id(), e.getKey()))
                                .filter(discarded::contains)
                                .count();
            }
        }
        return stale;
    }

    private void summary() {
        if (before > 0 && fresh > 0) {
            sentences.add(
                    "Experiment '%s' had %s before; %,d %s added to it."
                            .formatted(
                                    experiment, runs(before), fresh, fresh == 1 ? "was" : "were"));
        }
        if (extended > 0) {
            sentences.add(
                    "%s that the log had got %,d more %s."
                            .formatted(
                                    runs(extended),
                                    measurements,
                                    measurements == 1 ? "measurement" : "measurements"));
        }
        fresh = 0;
        extended = 0;
        measurements = 0;
    }

    private static String runs(int n) {
        return n == 1 ? "1 run" : "%,d runs".formatted(n);
    }

    List<String> sentences() {
        summary();
        before = 0;
        return sentences;
    }
}
