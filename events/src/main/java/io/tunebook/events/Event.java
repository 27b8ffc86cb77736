package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A fact. Facts never change. The table of wire names and versions is
/// [io.tunebook.events.wire.Wire].
public sealed interface Event {

    /// The characters of a reason: why a trial or a study ended, or a study is extended.
    int MAX_REASON = 2_000;

    sealed interface OfProject extends Event {
        String project();
    }

    sealed interface OfRound extends Event {
        String round();
    }

    sealed interface OfStudy extends Event {
        String study();
    }

    sealed interface OfTrial extends Event {
        String trial();
    }

    sealed interface OfLaunch extends Event {
        String launch();
    }

    sealed interface OfExperiment extends Event {
        String experiment();
    }

    sealed interface OfRun extends Event {
        String run();
    }

    /// One of a run that exists.
    sealed interface OfExistingRun extends OfRun {}

    sealed interface OfModel extends Event {
        String model();
    }

    /// One of a model that exists.
    sealed interface OfExistingModel extends OfModel {}

    record ProjectCreated(String project, String title, Objective objective) implements OfProject {
        public ProjectCreated {
            Rejection.id("project", project);
            title = Rejection.text("the project's title", title, 200);
        }
    }

    /// A correction of the unit of a project's objective and of the size of its validation set.
    ///
    /// @param examples the size of the validation set that it is a share of, null when not known
    record ObjectiveCorrected(
            String project,
            Objective.Unit unit,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long examples,
            String why)
            implements OfProject {
        public ObjectiveCorrected {
            Rejection.id("project", project);
            why = Rejection.text("why the unit is corrected", why, 2_000);
        }
    }

    /// What a metric of a project's trials measures, where its name does not show it.
    record MetricDescribed(String project, String metric, MetricKind kind) implements OfProject {
        public MetricDescribed {
            Rejection.id("project", project);
            metric = Rejection.text("the metric", metric, 250);
        }
    }

    /// The live configuration at the beginning, or one that was launched without Tunebook.
    ///
    /// @param value its objective, null when it was never measured
    record BaselineRecorded(
            String project, Configuration configuration, @Nullable Double value, String note)
            implements OfProject {}

    record RoundOpened(String round, String project, int number, Goal goal) implements OfRound {
        public RoundOpened {
            Rejection.id("round", round);
        }
    }

    record RolesAssigned(String round, List<Role.Assignment> assignments) implements OfRound {
        public RolesAssigned {
            assignments = List.copyOf(assignments);
        }
    }

    /// A person's reason for accepting a design warning.
    ///
    /// @param warning its rule and subject, such as `PB-15 weight_decay`
    /// @param sentence the text of the warning at that moment
    record WarningAccepted(String round, String warning, String sentence, String why)
            implements OfRound {
        public WarningAccepted {
            warning = Rejection.text("the warning", warning, 300);
            why = Rejection.text("why the warning is accepted", why, 10_000);
        }
    }

    record RoundClosed(String round, String conclusion) implements OfRound {
        public RoundClosed {
            conclusion = Rejection.text("the round's conclusion", conclusion, 10_000);
        }
    }

    /// @param settings the scientific values that this study fixes (PB-18); empty for a joint study
    /// @param space the varied and the fixed hyperparameters, the settings included
    /// @param trials the planned number of trials
    /// @param repeats the number of trials of each configuration, with different seeds
    record StudyCreated(
            String study,
            String round,
            String name,
            Configuration settings,
            SearchSpace space,
            Algorithm algorithm,
            int trials,
            Trainer trainer,
            Reproduction reproduction,
            int repeats)
            implements OfStudy {
        @JsonCreator
        public StudyCreated {
            Rejection.id("study", study);
            name = Rejection.text("the study's name", name, 200);
            if (trials < 1 || trials > 100_000) {
                throw new Rejection(
                        "a study has 1 to 100,000 trials, not %,d (PB-17)".formatted(trials));
            }
            if (repeats < 1) {
                throw new Rejection(
                        "repeats of study '%s' is %d: use 1 or more".formatted(name, repeats));
            }
            if (space.varying().isEmpty() && !algorithm.listed()) {
                throw new Rejection(
                        "nothing varies in study '%s': give a hyperparameter a range (PB-17)"
                                .formatted(name));
            }
            if ((trainer == Trainer.TRACKED) != (algorithm.kind() == Algorithm.Kind.TRACKED)) {
                throw new Rejection(
                        "study '%s' has trainer %s and algorithm %s: a study of tracked runs has TRACKED for both, other studies for neither"
                                .formatted(name, trainer, algorithm.kind()));
            }
        }

        /// A study with one trial of each configuration.
        public StudyCreated(
                String study,
                String round,
                String name,
                Configuration settings,
                SearchSpace space,
                Algorithm algorithm,
                int trials,
                Trainer trainer,
                Reproduction reproduction) {
            this(study, round, name, settings, space, algorithm, trials, trainer, reproduction, 1);
        }

        /// A study that Tunebook trains itself.
        public StudyCreated(
                String study,
                String round,
                String name,
                Configuration settings,
                SearchSpace space,
                Algorithm algorithm,
                int trials,
                Reproduction reproduction) {
            this(
                    study,
                    round,
                    name,
                    settings,
                    space,
                    algorithm,
                    trials,
                    Trainer.BUILT_IN,
                    reproduction);
        }
    }

    /// More trials or wider bounds for a study; its trials stay (PB-25).
    ///
    /// @param space the space from now on
    /// @param trials the planned number of trials in all
    record StudyExtended(String study, SearchSpace space, int trials, String why)
            implements OfStudy {
        public StudyExtended {
            why = Rejection.text("why the study is extended", why, MAX_REASON);
        }
    }

    record StudyStarted(String study) implements OfStudy {}

    /// Logs of earlier versions have reasons of any length: the constructor accepts them.
    record StudyStopped(String study, String why) implements OfStudy {
        /// A new event.
        ///
        /// @throws Rejection when the reason is empty, or longer than [#MAX_REASON]
        public static StudyStopped because(String study, String why) {
            return new StudyStopped(
                    study, Rejection.text("why the study is stopped", why, MAX_REASON));
        }
    }

    record StudyFinished(String study) implements OfStudy {}

    /// @param number the trial's index in its study, from 0
    /// @param repeat which of the trials of its configuration it is, from 0
    record TrialProposed(
            String trial,
            String study,
            int number,
            Configuration configuration,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int repeat)
            implements OfTrial {
        public TrialProposed {
            Rejection.id("trial", trial);
            if (repeat < 0) {
                throw new Rejection(
                        "trial '%s' has repeat %d: count from 0".formatted(trial, repeat));
            }
        }

        /// The first trial of its configuration.
        public TrialProposed(String trial, String study, int number, Configuration configuration) {
            this(trial, study, number, configuration, 0);
        }

        /// A trial read from JSON: an absent `repeat` is 0.
        @JsonCreator
        static TrialProposed of(
                String trial,
                String study,
                int number,
                Configuration configuration,
                @Nullable Integer repeat) {
            return new TrialProposed(
                    trial, study, number, configuration, repeat == null ? 0 : repeat);
        }
    }

    /// @param device the name of the processor that trains it
    /// @param attempt how many attempts at its configuration have started, this one included, from
    ///   1
    /// @param lease seconds without a heartbeat after which it is abandoned; null for a trial that
    ///   the server itself trains, or whose lease is not known
    /// @param agent the id of the agent that trains it, null when there is none
    record TrialStarted(
            String trial,
            String backend,
            String device,
            long seed,
            int attempt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer lease,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String agent)
            implements OfTrial {
        public static final int MAX_AGENT = 200;

        @JsonCreator
        public TrialStarted {
            if (attempt < 1) {
                throw new Rejection("an attempt is counted from 1, not %d".formatted(attempt));
            }
            agent = agent == null ? null : Rejection.text("the agent's id", agent, MAX_AGENT);
        }

        /// The first attempt, by the server itself.
        public TrialStarted(String trial, String backend, String device, long seed) {
            this(trial, backend, device, seed, 1, null, null);
        }
    }

    /// Steps of a trial's metrics; binary on the wire.
    record CurveMeasured(String trial, Curve curve) implements OfTrial {}

    /// @param value the best objective in the course of training (PB-24)
    /// @param bestStep the step of that value
    /// @param steps the number of trained steps
    /// @param seconds the wall time of the training
    /// @param measurements last and best values of other metrics, by name
    record TrialCompleted(
            String trial,
            double value,
            long bestStep,
            long steps,
            double seconds,
            Map<String, Double> measurements)
            implements OfTrial {
        public TrialCompleted {
            measurements = Map.copyOf(measurements);
            if (!Double.isFinite(value)) {
                throw new Rejection(
                        "a completed trial has a finite objective, but %s has %s: record it as infeasible"
                                .formatted(trial, value));
            }
        }
    }

    /// @param step the step at which it was noticed, null when the trial never started
    record TrialInfeasible(String trial, InfeasibleKind kind, String reason, @Nullable Long step)
            implements OfTrial {
        public TrialInfeasible {
            reason = Rejection.text("the reason", reason, MAX_REASON);
        }

        /// For a reason that its text gives.
        public TrialInfeasible(String trial, String reason, @Nullable Long step) {
            this(trial, InfeasibleKind.OTHER, reason, step);
        }
    }

    /// @param failed whether the attempt failed, rather than being interrupted or stopped
    record TrialAbandoned(
            String trial, String why, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean failed)
            implements OfTrial {
        public TrialAbandoned {
            why = Rejection.text("why the trial was abandoned", why, MAX_REASON);
        }

        /// An attempt that was interrupted or stopped.
        public TrialAbandoned(String trial, String why) {
            this(trial, why, false);
        }

        @JsonCreator
        static TrialAbandoned of(String trial, String why, @Nullable Boolean failed) {
            return new TrialAbandoned(trial, why, failed != null && failed);
        }
    }

    /// A star, pin or hide mark of a trial is set or removed.
    record TrialMarked(String trial, Mark mark, boolean set) implements OfTrial {}

    enum Mark {
        @JsonProperty("star")
        STAR("starred"),
        @JsonProperty("pin")
        PIN("pinned"),
        @JsonProperty("hide")
        HIDE("hidden");

        private final String adjective;

        Mark(String adjective) {
            this.adjective = adjective;
        }

        /// The state of a trial with this mark, such as `starred`.
        public String adjective() {
            return adjective;
        }
    }

    /// @param tags all tags of the trial from now on
    record TrialTagged(String trial, List<String> tags) implements OfTrial {
        public static final int MAX_TAGS = 20;

        public TrialTagged {
            tags = tags.stream().map(t -> Rejection.text("a tag", t, 64)).distinct().toList();
            if (tags.size() > MAX_TAGS) {
                throw new Rejection(
                        "a trial has at most %d tags, not %d: remove some"
                                .formatted(MAX_TAGS, tags.size()));
            }
        }
    }

    /// A view of the study's table of trials: its filter, sort order, columns and groups.
    ///
    /// @param query the query string of the study's page, without `?`
    record ViewSaved(String study, String name, String query) implements OfStudy {
        public ViewSaved {
            name = Rejection.text("the name of the view", name, 100);
            query = Rejection.text("the query of the view", query, 2_000);
        }
    }

    record ViewRemoved(String study, String name) implements OfStudy {}

    /// A person's answer to a question of the checklist.
    ///
    /// @param verdict `fine` or `trouble`
    /// @param finding the finding at that moment
    record ChecklistAnswered(
            String round, String question, String verdict, String note, FindingRecord finding)
            implements OfRound {
        public ChecklistAnswered {
            if (!List.of("fine", "trouble").contains(verdict)) {
                throw new Rejection(
                        "an answer is 'fine' or 'trouble', not '%s'".formatted(verdict));
            }
            note = Rejection.text("the note", note, 10_000);
        }
    }

    /// @param candidate the trial whose configuration is proposed as the new best
    /// @param baseline the launch that it would replace, null when there is none
    record LaunchProposed(
            String launch,
            String project,
            String round,
            int number,
            String candidate,
            @Nullable String baseline)
            implements OfLaunch {
        public LaunchProposed {
            Rejection.id("launch", launch);
        }
    }

    /// @param overrides the reason for each question without an answer, by question
    /// @param complexity the complexity that the change adds to the pipeline (PB-40); may be empty
    /// @param notBetter the reason to launch a candidate that the evidence does not show to be
    ///   better; null when none is needed
    record LaunchDecided(
            String launch,
            Decision decision,
            String rationale,
            Evidence evidence,
            Map<String, String> overrides,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String complexity,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String notBetter)
            implements OfLaunch {
        @JsonCreator
        public LaunchDecided(
                String launch,
                Decision decision,
                String rationale,
                Evidence evidence,
                Map<String, String> overrides,
                @Nullable String complexity,
                @Nullable String notBetter) {
            this.launch = launch;
            this.decision = decision;
            this.rationale = Rejection.text("the rationale", rationale, 20_000);
            this.evidence = evidence;
            this.overrides = Map.copyOf(overrides);
            this.complexity = complexity == null ? "" : complexity.strip();
            this.notBetter =
                    notBetter == null
                            ? null
                            : Rejection.text(
                                    "the reason to launch against the evidence", notBetter, 10_000);
        }

        public LaunchDecided(
                String launch,
                Decision decision,
                String rationale,
                Evidence evidence,
                Map<String, String> overrides) {
            this(launch, decision, rationale, evidence, overrides, "", null);
        }
    }

    enum Decision {
        LAUNCH,
        HOLD,
        REJECT
    }

    record LaunchReverted(String launch, String why) implements OfLaunch {
        public LaunchReverted {
            why = Rejection.text("why the launch was reverted", why, 10_000);
        }
    }

    /// @param subject the stream that the note is about, such as `round/digits-r1`
    record NoteAdded(String subject, String text) implements Event {
        public NoteAdded {
            text = Rejection.text("the note", text, 20_000);
        }
    }

    /// @param source the description of the source
    /// @param digest SHA-256 of the source, in hex
    record SourceImported(String source, String kind, String digest, long rows) implements Event {}

    /// A recovery of the log, after a loss or from a backup, that a person started.
    ///
    /// @param kept the position of the last event that remains where it was
    /// @param acknowledged the last position that was acknowledged, as far as is known
    /// @param hash of that last acknowledged event, in hex; empty when it is not known
    /// @param problem the description of the problem
    /// @param backup the name of the restored backup; empty when the log's own events remain
    /// @param reason the person's reason
    /// @param lost the events that are lost; null when that is not known
    /// @param recovered the number of later events that were appended again, listed by
    ///   [EventsRecovered]; null when none can have been
    /// @param aside the folder of the old files, within the log's; null when there is none
    record LogRecovered(
            long kept,
            long acknowledged,
            String hash,
            String problem,
            String backup,
            String reason,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LostEvents lost,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long recovered,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String aside)
            implements Event {
        @JsonCreator
        public LogRecovered {
            reason = Rejection.text("the reason", reason, 10_000);
        }

        /// A recovery of which only the kept events are known.
        public LogRecovered(
                long kept,
                long acknowledged,
                String hash,
                String problem,
                String backup,
                String reason) {
            this(kept, acknowledged, hash, problem, backup, reason, null, null, null);
        }
    }

    /// Events that a recovery has appended again after a gap: the same ids, types, actors, times
    /// and payloads, at new positions. Their old positions and hashes.
    record EventsRecovered(List<RecoveredEvent> events) implements Event {
        public EventsRecovered {
            events = List.copyOf(events);
        }
    }

    /// The deletion of files beside the log that nothing needs any more.
    ///
    /// @param olderThan they were deleted or unused before this time
    /// @param digests SHA-256 of the swept artifacts, in hex; empty for other files
    record FilesSwept(
            SweptKind kind, int files, long bytes, Instant olderThan, List<String> digests)
            implements Event {
        public FilesSwept {
            digests = List.copyOf(digests);
        }
    }

    /// The kind of swept files.
    enum SweptKind {
        /// Artifacts of deleted runs and models, and those that no run or model has.
        @JsonProperty("artifacts")
        ARTIFACTS,
        /// What a recovery has set aside.
        @JsonProperty("recovery")
        RECOVERY,
        @JsonProperty("snapshots")
        SNAPSHOTS,
        /// Unfinished uploads and other temporary files.
        @JsonProperty("temporary")
        TEMPORARY
    }

    /// A set of tracked runs, which external programs make.
    ///
    /// @param source the source of its runs, such as `mlflow` or `optuna`
    /// @param location where its client asked to store artifacts, null when it did not; files are
    ///   stored beside the log all the same
    record ExperimentCreated(
            String experiment,
            String name,
            String source,
            Map<String, String> tags,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String location)
            implements OfExperiment {
        @JsonCreator
        public ExperimentCreated {
            Rejection.id("experiment", experiment);
            name = Rejection.text("the experiment's name", name, 500);
            tags = Tracked.texts("tag", tags);
            location =
                    location == null
                            ? null
                            : Rejection.text("the artifact location", location, 2_048);
        }

        /// Without an artifact location of its own.
        public ExperimentCreated(
                String experiment, String name, String source, Map<String, String> tags) {
            this(experiment, name, source, tags, null);
        }
    }

    /// @param name the new name, null when it stays
    /// @param tags the tags that are set, by key
    /// @param deleted whether the experiment is deleted, null when that stays
    /// @param removed the keys of the tags that are removed
    record ExperimentChanged(
            String experiment,
            @Nullable String name,
            Map<String, String> tags,
            @Nullable Boolean deleted,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> removed)
            implements OfExperiment {
        @JsonCreator
        public ExperimentChanged(
                String experiment,
                @Nullable String name,
                Map<String, String> tags,
                @Nullable Boolean deleted,
                @Nullable List<String> removed) {
            this.experiment = experiment;
            this.name = name == null ? null : Rejection.text("the experiment's name", name, 500);
            this.tags = Tracked.texts("tag", tags);
            this.deleted = deleted;
            this.removed = removed == null ? List.of() : List.copyOf(removed);
        }

        /// Without removed tags.
        public ExperimentChanged(
                String experiment,
                @Nullable String name,
                Map<String, String> tags,
                @Nullable Boolean deleted) {
            this(experiment, name, tags, deleted, List.of());
        }
    }

    /// From now on the experiment's runs are trials of a study, future runs included.
    ///
    /// @param study a study of tracked runs, in a round with an objective and roles
    /// @param space how each parameter is read, and the range of its values
    record ExperimentDescribed(String experiment, String study, SearchSpace space)
            implements OfExperiment {}

    /// @param run unique among all runs
    /// @param parent the parent run, null when there is none
    /// @param program the program that made it, as named by its client; null when unknown
    /// @param user the user who made it, may be empty
    /// @param startTime milliseconds since 1970
    record RunCreated(
            String run,
            String experiment,
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String parent,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String program,
            String user,
            long startTime,
            Map<String, String> tags)
            implements OfRun {
        @JsonCreator
        public RunCreated {
            Rejection.id("run", run);
            tags = Tracked.texts("tag", tags);
        }

        /// A run without a parent.
        public RunCreated(
                String run,
                String experiment,
                String name,
                String user,
                long startTime,
                Map<String, String> tags) {
            this(run, experiment, name, null, null, user, startTime, tags);
        }
    }

    /// @param name the new name, null when it stays
    /// @param parent the new parent run, empty for none, null when it stays
    /// @param program the program that made it, empty for none, null when it stays
    /// @param params parameters, which never change, by name
    /// @param tags the tags that are set, by key
    /// @param removed the keys of the tags that are removed
    record RunLogged(
            String run,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String parent,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String program,
            Map<String, String> params,
            Map<String, String> tags,
            List<String> removed)
            implements OfExistingRun {
        @JsonCreator
        public RunLogged {
            params = Tracked.texts("param", params);
            tags = Tracked.texts("tag", tags);
            removed = List.copyOf(removed);
        }

        /// Parameters and tags only.
        public RunLogged(
                String run,
                Map<String, String> params,
                Map<String, String> tags,
                List<String> removed) {
            this(run, null, null, null, params, tags, removed);
        }
    }

    /// Measurements of a run's metrics, each metric's in the order of arrival; binary on the wire.
    record RunMeasured(String run, List<Measurements> measurements) implements OfExistingRun {
        public RunMeasured {
            measurements = List.copyOf(measurements);
        }
    }

    /// @param name the new name, null when it stays
    /// @param tags the tags that are set, by key
    /// @param status the new status, null when it stays
    /// @param endTime milliseconds since 1970; null when it stays
    /// @param why the reason for the run's end; may be empty
    /// @param deleted whether the run is deleted, null when that stays
    record RunChanged(
            String run,
            @Nullable String name,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> tags,
            @Nullable RunStatus status,
            @Nullable Long endTime,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String why,
            @Nullable Boolean deleted)
            implements OfExistingRun {
        @JsonCreator
        public RunChanged(
                String run,
                @Nullable String name,
                @Nullable Map<String, String> tags,
                @Nullable RunStatus status,
                @Nullable Long endTime,
                @Nullable String why,
                @Nullable Boolean deleted) {
            this.run = run;
            this.name = name;
            this.tags = tags == null ? Map.of() : Tracked.texts("tag", tags);
            this.status = status;
            this.endTime = endTime;
            this.why = why == null ? "" : why.strip();
            this.deleted = deleted;
        }

        /// Without tags.
        public RunChanged(
                String run,
                @Nullable String name,
                @Nullable RunStatus status,
                @Nullable Long endTime,
                @Nullable String why,
                @Nullable Boolean deleted) {
            this(run, name, Map.of(), status, endTime, why, deleted);
        }
    }

    enum RunStatus {
        SCHEDULED,
        RUNNING,
        FINISHED,
        FAILED,
        KILLED
    }

    /// A model that a client of MLflow has logged.
    ///
    /// @param type the kind of model, as named by its client; null when unknown
    /// @param run the run that made it, null when there is none
    /// @param time milliseconds since 1970
    record ModelCreated(
            String model,
            String experiment,
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String type,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String run,
            long time,
            Map<String, String> params,
            Map<String, String> tags)
            implements OfModel {
        public ModelCreated {
            Rejection.id("model", model);
            name = Rejection.text("the model's name", name, 500);
            type = type == null ? null : Rejection.text("the model's type", type, 500);
            run = run == null ? null : Rejection.id("the model's run", run);
            params = Tracked.texts("param", params);
            tags = Tracked.texts("tag", tags);
        }
    }

    /// @param params parameters, which never change, by name
    /// @param tags the tags that are set, by key
    /// @param removed the keys of the tags that are removed
    record ModelLogged(
            String model,
            Map<String, String> params,
            Map<String, String> tags,
            List<String> removed)
            implements OfExistingModel {
        public ModelLogged {
            params = Tracked.texts("param", params);
            tags = Tracked.texts("tag", tags);
            removed = List.copyOf(removed);
        }
    }

    /// @param status the new status, null when it stays
    /// @param deleted whether the model is deleted, null when that stays
    record ModelChanged(
            String model,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ModelStatus status,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean deleted)
            implements OfExistingModel {}

    enum ModelStatus {
        UNSPECIFIED,
        PENDING,
        READY,
        FAILED
    }

    /// Measurements of a model.
    ///
    /// @param run the run that made them
    record ModelMeasured(String model, String run, List<ModelMetric> metrics)
            implements OfExistingModel {
        public ModelMeasured {
            metrics = List.copyOf(metrics);
        }
    }

    /// A file of a model, stored beside the log.
    ///
    /// @param path relative, with `/` between its parts
    /// @param digest SHA-256 of the file, in hex
    record ModelFileStored(String model, String path, long bytes, String digest)
            implements OfExistingModel {}

    /// The removal of a model's file from its list.
    record ModelFileRemoved(String model, String path) implements OfExistingModel {}

    /// Models that a run has made or used, in addition to earlier ones.
    ///
    /// @param inputs the ids of the models that it has used
    record RunModelsLogged(String run, List<ModelOutput> outputs, List<String> inputs)
            implements OfRun {
        public RunModelsLogged {
            outputs = List.copyOf(outputs);
            inputs = List.copyOf(inputs);
        }
    }

    /// A file that a run has made, stored beside the log.
    ///
    /// @param path relative, with `/` between its parts
    /// @param digest SHA-256 of the file, in hex
    record ArtifactStored(String run, String path, long bytes, String digest)
            implements OfExistingRun {}

    /// The removal of a run's file from its list.
    record ArtifactRemoved(String run, String path) implements OfExistingRun {}

    /// Datasets that a run has used, in addition to earlier ones.
    record RunInputsLogged(String run, List<DatasetInput> datasets) implements OfExistingRun {
        public RunInputsLogged {
            datasets = List.copyOf(datasets);
        }
    }
}
