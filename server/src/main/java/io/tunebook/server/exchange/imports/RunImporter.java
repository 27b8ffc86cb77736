package io.tunebook.server.exchange.imports;

import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.tracking.ScaleChanges;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes parsed runs to the log: appends only what is missing, one run's part at a time, so that
/// an import that was killed resumes when it is repeated.
public final class RunImporter {
    /// The maximum number of measurements in one event.
    private static final int MAX_POINTS = 100_000;

    private static final int MAX_RUNS = 256;

    private final Ledger ledger;
    private final Tracking tracking;
    private final String actor;
    private final ImportListener progress;

    /// Whether the source has only the last values, with other times than the log's.
    private boolean summary;

    /// What the log's runs have no room for.
    private final SkippedItems skipped = new SkippedItems();

    private long done;
    private long events;

    public RunImporter(Ledger ledger, String actor, ImportListener progress) {
        this.ledger = ledger;
        this.tracking = new Tracking(ledger);
        this.actor = actor;
        this.progress = progress;
    }

    /// @param experiments the ids, in the order of the studies
    /// @param events how many were appended
    /// @param newRuns how many runs were new
    /// @param notes sentences about runs that the log had before, and about each scale that a new
    ///   run's value contradicts
    public record ImportResult(
            List<String> experiments, long events, int newRuns, List<String> notes) {
        public ImportResult {
            experiments = List.copyOf(experiments);
            notes = List.copyOf(notes);
        }
    }

    /// The number of runs that the log does not have.
    public int newRuns(ParsedStudy study) {
        FormerRuns former = new FormerRuns(tracking);
        return (int)
                study.runs().stream()
                        .map(run -> former.recognised(study.id(), run))
                        .filter(run -> tracking.now().run(run.id()) == null)
                        .count();
    }

    /// @throws io.tunebook.server.ledger.RejectedCommand when a rule rejects a command
    public ImportResult land(ParsedSource imported) {
        summary = TunebookTable.isSummary(imported);
        List<String> experiments = new ArrayList<>();
        int before = tracking.now().runs().size();
        long all = imported.points() + imported.runs();
        List<String> known = changes(imported);
        FormerRuns former = new FormerRuns(tracking);
        ImportNotes notes = new ImportNotes(tracking);
        for (ParsedStudy study : imported.studies()) {
            String experiment = experiment(study, imported.origin(study));
            experiments.add(experiment);
            notes.study(study);
            List<Command.RecordRun> batch = new ArrayList<>();
            int points = 0;
            for (ParsedRun parsed : study.runs()) {
                ParsedRun run = former.recognised(experiment, parsed);
                List<Measurements> fresh = fresh(run);
                notes.run(parsed, run, size(fresh));
                while (size(fresh) > MAX_POINTS) {
                    // In parts, in order; the last part has the end of the run.
                    List<Measurements> part = new ArrayList<>();
                    fresh = split(fresh, part);
                    record(List.of(command(experiment, run, part, false)), size(part), all);
                }
                batch.add(command(experiment, run, fresh, true));
                points += size(fresh);
                if (batch.size() == MAX_RUNS || points > MAX_POINTS) {
                    record(batch, points + batch.size(), all);
                    batch.clear();
                    points = 0;
                }
            }
            record(batch, points + batch.size(), all);
        }
        source(imported);
        List<String> changes = new ArrayList<>(changes(imported));
        changes.removeAll(known);
        List<String> sentences = new ArrayList<>(notes.sentences());
        sentences.addAll(SourceNotes.of(imported));
        changes.forEach(change -> sentences.add("Changed: " + change));
        skipped.sentences().forEach(what -> sentences.add("Skipped: " + what));
        return new ImportResult(
                experiments, events, tracking.now().runs().size() - before, sentences);
    }

    private List<String> changes(ParsedSource imported) {
        return imported.studies().stream()
                .map(study -> tracking.now().experiment(study.id()))
                .filter(Objects::nonNull)
                .flatMap(e -> ScaleChanges.sentences(ledger.now().book(), e).stream())
                .toList();
    }

    private void source(ParsedSource imported) {
        if (summary && events == 0) {
            return;
        }
        events +=
                ledger.perform(
                                new Command.RecordSource(
                                        imported.source(),
                                        imported.kind(),
                                        imported.digest(),
                                        imported.points()),
                                actor)
                        .events()
                        .size();
    }

    /// The id of the study's experiment; the one that has its runs, when the log has them.
    private String experiment(ParsedStudy study, String kind) {
        for (ParsedRun run : study.runs()) {
            Run known = tracking.now().run(run.id());
            if (known != null) {
                return known.experiment();
            }
        }
        Experiment known = tracking.now().experiment(study.id());
        if (known == null) {
            boolean taken = tracking.now().named(study.name()) != null;
            String name = taken ? "%s (%s)".formatted(study.name(), study.id()) : study.name();
            ledger.perform(
                    new Command.CreateExperiment(study.id(), name, kind, study.tags()), actor);
            events++;
        }
        return study.id();
    }

    private void record(List<Command.RecordRun> batch, int size, long all) {
        if (!batch.isEmpty()) {
            events += tracking.record(List.copyOf(batch), actor);
        }
        done += size;
        progress.reached("writing", Math.min(done, all), all);
    }

    private Command.RecordRun command(
            String experiment, ParsedRun run, List<Measurements> fresh, boolean last) {
        Run known = tracking.now().run(run.id());
        Map<String, String> params = new HashMap<>(run.params());
        Map<String, String> tags = run.tags();
        if (known != null) {
            // A param that changed in the source does not change in the log.
            params.keySet().removeAll(known.params().keySet());
            params = NameLimits.params(params, known.params().keySet(), skipped::add);
            tags = NameLimits.tags(tags, known.tags().keySet(), skipped::add);
        }
        return new Command.RecordRun(
                new Command.CreateRun(
                        run.id(), experiment, run.name(), run.user(), run.startTime(), Map.of()),
                new Command.LogRun(run.id(), params, tags, List.of(), fresh),
                last ? end(run, known) : null);
    }

    /// A run without a recorded end counts as finished unless another source records its end.
    private static Command.@Nullable ChangeRun end(ParsedRun run, @Nullable Run known) {
        boolean ended = known != null && known.status() != RunStatus.RUNNING;
        RunStatus status =
                switch (run.end()) {
                    case UNKNOWN -> ended ? null : RunStatus.FINISHED;
                    case RUNNING -> null;
                    case FINISHED -> RunStatus.FINISHED;
                    case FAILED -> RunStatus.FAILED;
                    case KILLED -> RunStatus.KILLED;
                };
        return status == null
                ? null
                : new Command.ChangeRun(run.id(), null, status, run.endTime(), run.why());
    }

    /// The part of the run's curves that the log does not have. A source that has only grown begins
    /// with the log's points; otherwise the points are compared.
    private List<Measurements> fresh(ParsedRun run) {
        Run known = tracking.now().run(run.id());
        if (known == null) {
            return run.curves();
        }
        List<Measurements> fresh = new ArrayList<>();
        for (Measurements m : run.curves()) {
            Run.@Nullable Metric metric = known.metrics().get(m.metric());
            Measurements rest = metric == null ? m : beyond(run.id(), m);
            if (rest.size() > 0) {
                fresh.add(rest);
            }
        }
        return NameLimits.curves(fresh, known.metrics().keySet(), skipped::add);
    }

    private Measurements beyond(String run, Measurements m) {
        Measurements before = tracking.history(run, m.metric());
        int n = before.size();
        if (n <= m.size() && part(m, 0, n).equals(before)) {
            return part(m, n, m.size());
        }
        Set<Point> points = new HashSet<>();
        for (int i = 0; i < n; i++) {
            points.add(point(before, i));
        }
        Points rest = new Points(m.metric());
        for (int i = 0; i < m.size(); i++) {
            if (points.add(point(m, i))) {
                rest.add(m.steps()[i], m.times()[i], m.values()[i]);
            }
        }
        return rest.done();
    }

    private Point point(Measurements m, int i) {
        return new Point(m.steps()[i], summary ? 0 : m.times()[i], m.values()[i]);
    }

    private static int size(List<Measurements> all) {
        return all.stream().mapToInt(Measurements::size).sum();
    }

    /// Moves the first [#MAX_POINTS] measurements into a part, and returns the rest.
    private static List<Measurements> split(List<Measurements> all, List<Measurements> part) {
        List<Measurements> rest = new ArrayList<>();
        int room = MAX_POINTS;
        for (Measurements m : all) {
            int taken = Math.min(room, m.size());
            if (taken > 0) {
                part.add(part(m, 0, taken));
            }
            if (taken < m.size()) {
                rest.add(part(m, taken, m.size()));
            }
            room -= taken;
        }
        return rest;
    }

    static Measurements part(Measurements m, int from, int to) {
        return new Measurements(
                m.metric(),
                Arrays.copyOfRange(m.steps(), from, to),
                Arrays.copyOfRange(m.times(), from, to),
                Arrays.copyOfRange(m.values(), from, to));
    }
}
