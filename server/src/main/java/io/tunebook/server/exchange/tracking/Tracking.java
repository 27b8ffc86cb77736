package io.tunebook.server.exchange.tracking;

import io.tunebook.events.DatasetInput;
import io.tunebook.events.Event;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Measurements;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Experiments;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The only entry point for tracked runs. Each call is one atomic, durable append, and repeating it
/// changes nothing. Thread-safe.
///
/// The run's name, parent and program in MLflow's tags become fields of the commands here
/// ([MlflowTags]): the layers below do not know those tags.
///
/// All methods throw [io.tunebook.server.ledger.RejectedCommand] when a rule rejects the command.
public final class Tracking {
    /// The id of the default experiment, which always exists.
    public static final String DEFAULT = "0";

    public static final String DEFAULT_NAME = "Default";

    private final Ledger ledger;
    private final RunHistories histories;

    public Tracking(Ledger ledger) {
        this.ledger = ledger;
        this.histories = new RunHistories(ledger);
    }

    /// All experiments in their current state.
    public Experiments now() {
        return ledger.now().book().tracked();
    }

    /// @param source the origin of its runs, such as `mlflow` or `optuna`
    /// @return its id
    public String createExperiment(
            String name, String source, Map<String, String> tags, String actor) {
        return createExperiment(name, source, tags, null, actor);
    }

    /// @param source the origin of its runs, such as `mlflow` or `optuna`
    /// @param location where its client asked to store artifacts, null when it did not
    /// @return its id
    public String createExperiment(
            String name,
            String source,
            Map<String, String> tags,
            @Nullable String location,
            String actor) {
        if (name.equals(DEFAULT_NAME)) {
            ensureDefault(source, actor);
        }
        Ledger.Performed done =
                ledger.perform(
                        new Command.CreateExperiment(null, name, source, tags, location), actor);
        return ((Event.ExperimentCreated) done.events().getFirst()).experiment();
    }

    /// The id of the experiment of this name, created when there is none.
    public String experiment(String name, String source, String actor) {
        Experiment known = now().named(name);
        return known != null ? known.id() : createExperiment(name, source, Map.of(), actor);
    }

    /// @param name null for no change
    /// @param deleted null for no change
    public void changeExperiment(
            String experiment,
            @Nullable String name,
            Map<String, String> tags,
            @Nullable Boolean deleted,
            String actor) {
        if (experiment.equals(DEFAULT) || DEFAULT_NAME.equals(name)) {
            ensureDefault("mlflow", actor);
        }
        ledger.perform(new Command.ChangeExperiment(experiment, name, tags, deleted), actor);
    }

    public void removeTag(String experiment, String key, String actor) {
        ledger.perform(
                new Command.ChangeExperiment(experiment, null, Map.of(), null, List.of(key)),
                actor);
    }

    /// Logs datasets that the run has used; a dataset that it has already is skipped.
    public void logInputs(String run, List<DatasetInput> datasets, String actor) {
        ledger.perform(new Command.LogInputs(run, datasets), actor);
    }

    /// @param startTime milliseconds since 1970
    /// @return its id, 32 hexadecimal digits
    public String createRun(
            String experiment,
            String name,
            String user,
            long startTime,
            Map<String, String> tags,
            String actor) {
        if (experiment.equals(DEFAULT)) {
            ensureDefault("mlflow", actor);
        }
        String run = UUID.randomUUID().toString().replace("-", "");
        ledger.perform(
                MlflowTags.translated(
                        new Command.CreateRun(run, experiment, name, user, startTime, tags)),
                actor);
        return run;
    }

    /// Logs to a run. A param or tag with the same value and a measurement that was logged before
    /// (metric, step, time, value) are skipped.
    ///
    /// @param removed the keys of tags to be removed
    public void log(
            String run,
            Map<String, String> params,
            Map<String, String> tags,
            List<String> removed,
            List<Measurements> measurements,
            String actor) {
        histories.onlyNew(
                run,
                measurements,
                fresh ->
                        ledger.perform(
                                MlflowTags.translated(
                                        new Command.LogRun(run, params, tags, removed, fresh)),
                                actor));
    }

    /// @param name null for no change
    /// @param status null for no change
    /// @param endTime milliseconds since 1970; null for no change
    /// @param why the reason of the end, may be empty
    public void change(
            String run,
            @Nullable String name,
            @Nullable RunStatus status,
            @Nullable Long endTime,
            String why,
            String actor) {
        ledger.perform(
                new Command.ChangeRun(run, name, MlflowTags.ofName(name), status, endTime, why),
                actor);
    }

    public void delete(String run, boolean deleted, String actor) {
        ledger.perform(deleted ? new Command.DeleteRun(run) : new Command.RestoreRun(run), actor);
    }

    /// @param digest SHA-256 of the file, in hex
    public void storeArtifact(String run, String path, long bytes, String digest, String actor) {
        ledger.perform(new Command.StoreArtifact(run, path, bytes, digest), actor);
    }

    public void removeArtifact(String run, String path, String actor) {
        ledger.perform(new Command.RemoveArtifact(run, path), actor);
    }

    /// Logs to many runs, of the same experiment or not, each at most once: one append for each
    /// run, thousands in a second. Measurements are appended without a check for repeats.
    ///
    /// @return how many events were appended
    public long record(List<Command.RecordRun> runs, String actor) {
        return ledger.performAll(runs.stream().map(MlflowTags::translated).toList(), actor);
    }

    /// All measurements of a run's metric, in the order in which they came.
    public Measurements history(String run, String metric) {
        return histories.of(run, metric);
    }

    /// Turns the experiment's runs into the trials of a study, in a round of a project; when they
    /// are already, corrects the types and roles of params. Repeating an interrupted call completes
    /// it.
    ///
    /// @return the id of the round
    public String describe(String experiment, Description d, String actor) {
        return new ExperimentDescriber(ledger, experiment, d, actor).round();
    }

    void ensureDefault(String source, String actor) {
        Book book = ledger.now().book();
        if (book.tracked().experiment(DEFAULT) == null) {
            try {
                ledger.perform(
                        new Command.CreateExperiment(DEFAULT, DEFAULT_NAME, source, Map.of()),
                        actor);
            } catch (io.tunebook.server.ledger.RejectedCommand e) {
                // A concurrent call created it first.
                Objects.requireNonNull(now().experiment(DEFAULT), e.getMessage());
            }
        }
    }
}
