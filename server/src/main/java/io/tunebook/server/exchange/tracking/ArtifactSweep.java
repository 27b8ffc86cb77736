package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Event;
import io.tunebook.events.Event.SweptKind;
import io.tunebook.events.log.EventFilter;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Experiments;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Deletes artifacts that nothing needs any more: those of deleted runs, models and experiments,
/// and those that no run or model has.
///
/// Safe beside uploads through the same [Artifacts]: a file that is stored while a sweep runs is
/// younger than [#MIN_AGE].
public final class ArtifactSweep {
    /// A younger file may be named by an event soon.
    static final Duration MIN_AGE = Duration.ofHours(1);

    /// The files of one event, which a log takes.
    private static final int BATCH = 1_000;

    private static final int PAGE = 1_000;
    private static final List<String> TYPES =
            List.of(
                    "artifact-stored",
                    "artifact-removed",
                    "model-file-stored",
                    "model-file-removed");

    private final Ledger ledger;
    private final Artifacts artifacts;
    private final InstantSource clock;

    public ArtifactSweep(Ledger ledger, Artifacts artifacts) {
        this(ledger, artifacts, InstantSource.system());
    }

    /// @param clock by which a file is too young to be swept
    public ArtifactSweep(Ledger ledger, Artifacts artifacts, InstantSource clock) {
        this.ledger = ledger;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /// @param ofDeleted how many of the files a deleted run or model has
    public record Sweep(int files, long bytes, int ofDeleted) {}

    /// What [#run] would delete now.
    ///
    /// @param before files that were deleted, or of no use, before this time
    public Sweep plan(Instant before) throws IOException {
        return summary(candidates(before));
    }

    /// Deletes files, after events that name them.
    ///
    /// @param before files that were deleted, or of no use, before this time
    public Sweep run(Instant before, String actor) throws IOException {
        artifacts.lock().lock();
        try {
            Candidates all = candidates(before);
            for (int i = 0; i < all.files.size(); i += BATCH) {
                List<Artifacts.Entry> some =
                        all.files.subList(i, Math.min(all.files.size(), i + BATCH));
                ledger.perform(
                        new Command.SweepFiles(
                                SweptKind.ARTIFACTS,
                                some.size(),
                                some.stream().mapToLong(Artifacts.Entry::bytes).sum(),
                                before.truncatedTo(ChronoUnit.SECONDS),
                                some.stream().map(Artifacts.Entry::digest).toList()),
                        actor);
                for (Artifacts.Entry file : some) {
                    artifacts.delete(file.digest());
                }
            }
            return summary(all);
        } finally {
            artifacts.lock().unlock();
        }
    }

    /// @param used the last use of each digest that a run or model has; [Instant#MAX] when it is
    ///   not deleted
    private record Candidates(List<Artifacts.Entry> files, Map<String, Instant> used) {}

    private static Sweep summary(Candidates all) {
        return new Sweep(
                all.files.size(),
                all.files.stream().mapToLong(Artifacts.Entry::bytes).sum(),
                (int) all.files.stream().filter(f -> all.used.containsKey(f.digest())).count());
    }

    private Candidates candidates(Instant before) throws IOException {
        Map<String, Instant> used = used(ledger.now().book().tracked());
        Map<String, Instant> dropped = dropped(ledger.log());
        Instant young = clock.instant().minus(MIN_AGE);
        List<Artifacts.Entry> files = new ArrayList<>();
        for (Artifacts.Entry file : artifacts.entries()) {
            boolean old =
                    used.getOrDefault(file.digest(), Instant.MIN).isBefore(before)
                            && dropped.getOrDefault(file.digest(), Instant.MIN).isBefore(before)
                            && file.modified().isBefore(young);
            if (old && (used.containsKey(file.digest()) || file.modified().isBefore(before))) {
                files.add(file);
            }
        }
        return new Candidates(files, used);
    }

    private static Map<String, Instant> used(Experiments tracked) {
        Map<String, Instant> used = new HashMap<>();
        for (Run run : tracked.runs().values()) {
            Instant until = until(run, tracked);
            run.artifacts()
                    .values()
                    .forEach(f -> used.merge(f.digest(), until, ArtifactSweep::later));
        }
        for (LoggedModel model : tracked.models().byId().values()) {
            Instant until =
                    model.deleted()
                            ? Instant.ofEpochMilli(model.updated())
                            : until(tracked.experiment(model.facts().experiment()));
            model.files()
                    .values()
                    .forEach(f -> used.merge(f.digest(), until, ArtifactSweep::later));
        }
        return used;
    }

    private static Instant until(Run run, Experiments tracked) {
        return run.deleted()
                ? run.changed().recordedAt()
                : until(tracked.experiment(run.experiment()));
    }

    private static Instant until(@org.jspecify.annotations.Nullable Experiment experiment) {
        return experiment != null && experiment.deleted()
                ? experiment.changed().recordedAt()
                : Instant.MAX;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /// When each file was removed from a run or model, or replaced there, the last time.
    private static Map<String, Instant> dropped(EventLog log) {
        TreeMap<Long, RecordedEvent> changes = new TreeMap<>();
        for (String type : TYPES) {
            EventFilter filter = EventFilter.ALL.withType(type);
            List<RecordedEvent> page = log.queryAfter(filter, 0, PAGE);
            while (!page.isEmpty()) {
                page.forEach(e -> changes.put(e.position(), e));
                page = log.queryAfter(filter, page.getLast().position(), PAGE);
            }
        }
        Map<String, String> now = new HashMap<>();
        Map<String, Instant> dropped = new HashMap<>();
        for (RecordedEvent e : changes.values()) {
            String before =
                    switch (Wire.decode(e.type(), e.typeVersion(), e.payload())) {
                        case Event.ArtifactStored f ->
                                now.put("run " + f.run() + " " + f.path(), f.digest());
                        case Event.ArtifactRemoved f ->
                                now.remove("run " + f.run() + " " + f.path());
                        case Event.ModelFileStored f ->
                                now.put("model " + f.model() + " " + f.path(), f.digest());
                        case Event.ModelFileRemoved f ->
                                now.remove("model " + f.model() + " " + f.path());
                        default -> null;
                    };
            if (before != null) {
                dropped.merge(before, e.recordedAt(), ArtifactSweep::later);
            }
        }
        return dropped;
    }
}
