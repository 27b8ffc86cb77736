package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.DatasetInput;
import io.tunebook.events.Event;
import io.tunebook.events.ModelOutput;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.LoggedModels;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules on runs: parameters never change, and a deleted run accepts no data.
record DecideRun(Book book) {

    CommandDecision decide(Command.OnRun command) {
        Run run = book.tracked().run(command.run());
        return switch (command) {
            case Command.CreateRun c -> create(c);
            case Command.RecordRun c -> record(run, c);
            case Command.RestoreRun c -> run == null ? unknown("run", c.run()) : restore(run);
            case Command.OnActiveRun c ->
                    run == null
                            ? unknown("run", c.run())
                            : book.tracked().isDeleted(run) ? onDeleted(run, c) : onActive(run, c);
        };
    }

    private CommandDecision restore(Run run) {
        Experiment experiment = book.tracked().experiment(run.experiment());
        if (experiment != null && experiment.deleted()) {
            return inactive(experiment);
        }
        return run.deleted() ? lifecycle(run, false) : Accepted.of();
    }

    private static CommandDecision inactive(Experiment experiment) {
        return rejected(
                "The experiment %s must be in the 'active' state. Current state is deleted."
                        .formatted(experiment.id()));
    }

    private static CommandDecision onDeleted(Run run, Command.OnActiveRun command) {
        return command instanceof Command.DeleteRun
                ? Accepted.of()
                : rejected(
                        "The run %s must be in the 'active' state. Current state is deleted."
                                .formatted(run.id()));
    }

    private CommandDecision onActive(Run run, Command.OnActiveRun command) {
        return switch (command) {
            case Command.LogRun c -> endedTrial(run, c) ? ended(run) : log(run, c);
            case Command.ChangeRun c -> change(run, c);
            case Command.DeleteRun c -> lifecycle(run, true);
            case Command.StoreArtifact c ->
                    store(run, c, book.tracked().swept().containsKey(c.digest()));
            case Command.LinkModels c -> link(c);
            case Command.LogInputs c -> inputs(run, c);
            case Command.RemoveArtifact c ->
                    run.artifacts().containsKey(c.path())
                            ? Accepted.of(new Event.ArtifactRemoved(c.run(), c.path()))
                            : Accepted.of();
        };
    }

    /// Whether the command measures a trial of an external trainer that has ended: its run has the
    /// trial's id, and its metrics are the trial's curve.
    private boolean endedTrial(Run run, Command.LogRun c) {
        Trial trial = book.trial(run.id());
        return !c.measurements().isEmpty()
                && trial != null
                && !(trial instanceof Trial.Running)
                && !book.studyOf(trial).isTracked();
    }

    private CommandDecision ended(Run run) {
        return rejected(
                "The trial %s has ended: end this training, and ask for another trial."
                        .formatted(run.id()));
    }

    private CommandDecision create(Command.CreateRun c) {
        Experiment experiment = book.tracked().experiment(c.experiment());
        if (experiment == null) {
            return unknown("experiment", c.experiment());
        }
        if (experiment.deleted()) {
            return inactive(experiment);
        }
        CommandDecision exceeded =
                RunLimits.exceeded("run", c.run(), "tags", c.tags().size(), RunLimits.MAX_TAGS);
        return exceeded != null ? exceeded : Accepted.of(created(c));
    }

    private static Event created(Command.CreateRun c) {
        return new Event.RunCreated(
                c.run(),
                c.experiment(),
                c.name(),
                c.parent(),
                c.program(),
                c.user(),
                c.startTime(),
                c.tags());
    }

    private CommandDecision log(Run run, Command.LogRun c) {
        CommandDecision exceeded = RunLimits.exceeded(run, c);
        if (exceeded != null) {
            return exceeded;
        }
        Map<String, String> params = new HashMap<>();
        for (Map.Entry<String, String> e : c.params().entrySet()) {
            String before = run.params().get(e.getKey());
            if (before == null) {
                params.put(e.getKey(), e.getValue());
            } else if (!before.equals(e.getValue())) {
                return rejected(
                        "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for run ID='%s'. Attempted logging new value '%s'."
                                .formatted(e.getKey(), before, run.id(), e.getValue()));
            }
        }
        return new Accepted(logged(fresh(run, c), params));
    }

    /// The values of the command that differ from the run's.
    private static Command.LogRun fresh(Run run, Command.LogRun c) {
        return new Command.LogRun(
                c.run(),
                fresh(run.name(), c.name()),
                fresh(run.parent(), c.parent()),
                fresh(run.program(), c.program()),
                c.params(),
                fresh(run, c.tags()),
                c.removed(),
                c.measurements());
    }

    private static @Nullable String fresh(@Nullable String before, @Nullable String next) {
        return Objects.requireNonNullElse(before, "").equals(next) ? null : next;
    }

    private static Map<String, String> fresh(Run run, Map<String, String> tags) {
        Map<String, String> fresh = new HashMap<>(tags);
        fresh.entrySet().removeIf(e -> e.getValue().equals(run.tags().get(e.getKey())));
        return fresh;
    }

    private static List<Event> logged(Command.LogRun c, Map<String, String> params) {
        List<Event> events = new ArrayList<>();
        var logged =
                new Event.RunLogged(
                        c.run(), c.name(), c.parent(), c.program(), params, c.tags(), c.removed());
        if (!logged.equals(new Event.RunLogged(c.run(), Map.of(), Map.of(), List.of()))) {
            events.add(logged);
        }
        if (!c.measurements().isEmpty()) {
            events.add(new Event.RunMeasured(c.run(), c.measurements()));
        }
        return events;
    }

    private static CommandDecision change(Run run, Command.ChangeRun c) {
        boolean same =
                (c.name() == null || c.name().equals(run.name()))
                        && fresh(run, c.tags()).isEmpty()
                        && (c.status() == null || c.status() == run.status())
                        && (c.endTime() == null || c.endTime().equals(run.endTime()))
                        && (c.why().isEmpty() || c.why().equals(run.why()));
        return same ? Accepted.of() : Accepted.of(changed(c));
    }

    private static Event changed(Command.ChangeRun c) {
        return new Event.RunChanged(
                c.run(), c.name(), c.tags(), c.status(), c.endTime(), c.why(), null);
    }

    private CommandDecision record(@Nullable Run run, Command.RecordRun c) {
        List<Event> events = new ArrayList<>();
        if (run == null) {
            CommandDecision created = create(c.start());
            if (!(created instanceof Accepted(List<Event> first))) {
                return created;
            }
            CommandDecision exceeded = RunLimits.exceeded(null, c.log());
            if (exceeded != null) {
                return exceeded;
            }
            events.addAll(first);
            events.addAll(logged(c.log(), c.log().params()));
        } else {
            if (book.tracked().isDeleted(run)) {
                return Accepted.of();
            }
            CommandDecision logged = log(run, c.log());
            if (!(logged instanceof Accepted(List<Event> more))) {
                return logged;
            }
            events.addAll(more);
        }
        Command.ChangeRun end = c.end();
        if (end != null) {
            CommandDecision ended = run == null ? Accepted.of(changed(end)) : change(run, end);
            if (ended instanceof Accepted(List<Event> last)) {
                events.addAll(last);
            }
        }
        return new Accepted(events);
    }

    private static CommandDecision lifecycle(Run run, boolean deleted) {
        return Accepted.of(new Event.RunChanged(run.id(), null, null, null, "", deleted));
    }

    /// A model that is linked already is not linked again: a retry changes nothing.
    private CommandDecision link(Command.LinkModels c) {
        LoggedModels.Links known = book.tracked().models().linksOf(c.run());
        Set<ModelOutput> made = new HashSet<>(known.outputs());
        Set<String> used = new HashSet<>(known.inputs());
        List<ModelOutput> outputs =
                c.outputs().stream().distinct().filter(output -> !made.contains(output)).toList();
        List<String> inputs =
                c.inputs().stream().distinct().filter(input -> !used.contains(input)).toList();
        if (outputs.isEmpty() && inputs.isEmpty()) {
            return Accepted.of();
        }
        int all = made.size() + used.size() + outputs.size() + inputs.size();
        CommandDecision exceeded =
                RunLimits.exceeded("run", c.run(), "models", all, RunLimits.MAX_MODELS);
        return exceeded != null
                ? exceeded
                : Accepted.of(new Event.RunModelsLogged(c.run(), outputs, inputs));
    }

    /// Only what is new: a dataset, or a tag of a known one.
    private static CommandDecision inputs(Run run, Command.LogInputs c) {
        List<DatasetInput> fresh =
                c.datasets().stream()
                        .distinct()
                        .filter(d ->
                                run.inputs().stream()
                                        .noneMatch(known ->
                                                known.sameDataset(d)
                                                        && known.equals(known.plus(d.tags()))))
                        .toList();
        int more =
                (int)
                        fresh.stream()
                                .filter(d ->
                                        run.inputs().stream()
                                                .noneMatch(known -> known.sameDataset(d)))
                                .count();
        if (fresh.isEmpty()) {
            return Accepted.of();
        }
        int all = run.inputs().size() + more;
        CommandDecision exceeded =
                more == 0
                        ? null
                        : RunLimits.exceeded(
                                "run", run.id(), "datasets", all, RunLimits.MAX_DATASETS);
        return exceeded != null ? exceeded : Accepted.of(new Event.RunInputsLogged(c.run(), fresh));
    }

    /// @param swept whether the file had been swept before it was stored again
    private static CommandDecision store(Run run, Command.StoreArtifact c, boolean swept) {
        var stored = new Event.ArtifactStored(c.run(), c.path(), c.bytes(), c.digest());
        if (!swept && stored.equals(run.artifacts().get(c.path()))) {
            return Accepted.of();
        }
        int all = run.artifacts().size() + (run.artifacts().containsKey(c.path()) ? 0 : 1);
        CommandDecision exceeded =
                all == run.artifacts().size()
                        ? null
                        : RunLimits.exceeded(
                                "run", run.id(), "artifacts", all, RunLimits.MAX_FILES);
        return exceeded != null ? exceeded : Accepted.of(stored);
    }
}
