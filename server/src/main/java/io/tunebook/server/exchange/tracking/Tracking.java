package io.tunebook.server.exchange.tracking;

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

/// The one way in for runs that are made outside. Each call is one atomic, durable append, and
/// repeating one changes nothing. Thread-safe.
///
/// What MLflow's tags say of a run's name, parent and program becomes fields of the commands here
/// ([MlflowTags]): nothing behind this knows those tags.
///
/// All methods throw [io.tunebook.server.ledger.RejectedCommand] when the rules are against it.
public final class Tracking {
    /// The experiment that is always there.
    public static final String DEFAULT = "0";

    public static final String DEFAULT_NAME = "Default";

    private final Ledger ledger;
    private final RunHistories histories;

    public Tracking(Ledger ledger) {
        this.ledger = ledger;
        this.histories = new RunHistories(ledger);
    }

    /// Everything tracked, as of now.
    public Experiments now() {
        return ledger.now().book().tracked();
    }

    /// @param source where its runs come from, such as `mlflow` or `optuna`
    /// @return its id
    public String createExperiment(
            String name, String source, Map<String, String> tags, String actor) {
        if (name.equals(DEFAULT_NAME)) {
            ensureDefault(source, actor);
        }
        Ledger.Performed done =
                ledger.perform(new Command.CreateExperiment(null, name, source, tags), actor);
        return ((Event.ExperimentCreated) done.events().getFirst()).experiment();
    }

    /// The id of the experiment of this name, created when there is none.
    public String experiment(String name, String source, String actor) {
        Experiment known = now().named(name);
        return known != null ? known.id() : createExperiment(name, source, Map.of(), actor);
    }

    /// @param name null when it stays
    /// @param deleted null when that stays
    public void changeExperiment(
            String experiment,
            @Nullable String name,
            Map<String, String> tags,
            @Nullable Boolean deleted,
            String actor) {
        if (experiment.equals(DEFAULT)) {
            ensureDefault("mlflow", actor);
        }
        ledger.perform(new Command.ChangeExperiment(experiment, name, tags, deleted), actor);
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

    /// Logs to a run. A param that has this value, a tag that has it, and a measurement that was
    /// logged before (metric, step, time, value) stand already, and nothing happens to them.
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

    /// @param name null when it stays
    /// @param status null when it stays
    /// @param endTime milliseconds since 1970; null when it stays
    /// @param why it ended as it did, may be empty
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

    /// Many runs at once, of the same experiment or not, each at most once: each run's part is one
    /// append, and thousands of them take a second. For those who know what is new: measurements
    /// are appended as they come.
    ///
    /// @return how many events were appended
    public long record(List<Command.RecordRun> runs, String actor) {
        return ledger.performAll(runs.stream().map(MlflowTags::translated).toList(), actor);
    }

    /// All measurements of a run's metric, in the order in which they came.
    public Measurements history(String run, String metric) {
        return histories.of(run, metric);
    }

    /// Makes the experiment's runs the trials of a study, in a round of a project; when they are
    /// already, corrects how they are read and what their roles are. A call that broke off is
    /// finished by the same call.
    ///
    /// @return the id of the round
    public String describe(String experiment, Description d, String actor) {
        return new ExperimentDescriber(ledger, experiment, d, actor).round();
    }

    private void ensureDefault(String source, String actor) {
        Book book = ledger.now().book();
        if (book.tracked().experiment(DEFAULT) == null) {
            try {
                ledger.perform(
                        new Command.CreateExperiment(DEFAULT, DEFAULT_NAME, source, Map.of()),
                        actor);
            } catch (io.tunebook.server.ledger.RejectedCommand e) {
                // Somebody else was quicker; what matters is that it is there.
                Objects.requireNonNull(now().experiment(DEFAULT), e.getMessage());
            }
        }
    }
}
