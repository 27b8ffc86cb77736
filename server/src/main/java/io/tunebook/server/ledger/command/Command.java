package io.tunebook.server.ledger.command;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.DatasetInput;
import io.tunebook.events.Event.Decision;
import io.tunebook.events.Event.Mark;
import io.tunebook.events.Event.ModelStatus;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Event.SweptKind;
import io.tunebook.events.Evidence;
import io.tunebook.events.FindingRecord;
import io.tunebook.events.Goal;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.Measurements;
import io.tunebook.events.MetricKind;
import io.tunebook.events.ModelMetric;
import io.tunebook.events.ModelOutput;
import io.tunebook.events.Objective;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request for a change. Commands with the same [#key()] are decided one after another.
public sealed interface Command {
    /// The stream that must not change while this command is decided.
    String key();

    sealed interface OnProject extends Command {
        String project();

        @Override
        default String key() {
            return "project/" + project();
        }
    }

    /// One on a project that has to exist.
    sealed interface OnExistingProject extends OnProject {}

    sealed interface OnRound extends Command {
        String round();

        @Override
        default String key() {
            return "round/" + round();
        }
    }

    sealed interface OnStudy extends Command {
        String study();

        @Override
        default String key() {
            return "study/" + study();
        }
    }

    sealed interface OnTrial extends Command {
        String trial();

        @Override
        default String key() {
            return "trial/" + trial();
        }
    }

    /// Names and numbers of experiments are assigned one after another.
    sealed interface OnExperiment extends Command {
        @Override
        default String key() {
            return "experiments";
        }
    }

    sealed interface OnRun extends Command {
        String run();

        @Override
        default String key() {
            return "run/" + run();
        }
    }

    /// One on a run that has to exist and not to be deleted.
    sealed interface OnActiveRun extends OnRun {}

    sealed interface OnModel extends Command {
        String model();

        @Override
        default String key() {
            return "model/" + model();
        }
    }

    record CreateProject(String project, String title, Objective objective) implements OnProject {}

    /// @param examples the size of the validation set, null when not known
    record CorrectObjective(
            String project, Objective.Unit unit, @Nullable Long examples, String why)
            implements OnExistingProject {}

    record DescribeMetric(String project, String metric, MetricKind kind)
            implements OnExistingProject {}

    record RecordBaseline(
            String project, Configuration configuration, @Nullable Double value, String note)
            implements OnExistingProject {}

    record OpenRound(String project, Goal goal, List<Role.Assignment> roles)
            implements OnExistingProject {}

    record CloseRound(String round, String conclusion) implements OnRound {}

    /// @param repeats the number of trials of each configuration, with different seeds
    record CreateStudy(
            String round,
            String name,
            Configuration settings,
            SearchSpace space,
            Algorithm algorithm,
            int trials,
            Trainer trainer,
            Reproduction reproduction,
            int repeats)
            implements OnRound {
        /// A study with one trial of each configuration.
        public CreateStudy(
                String round,
                String name,
                Configuration settings,
                SearchSpace space,
                Algorithm algorithm,
                int trials,
                Trainer trainer,
                Reproduction reproduction) {
            this(round, name, settings, space, algorithm, trials, trainer, reproduction, 1);
        }

        /// A study that Tunebook trains itself.
        public CreateStudy(
                String round,
                String name,
                Configuration settings,
                SearchSpace space,
                Algorithm algorithm,
                int trials,
                Reproduction reproduction) {
            this(round, name, settings, space, algorithm, trials, Trainer.BUILT_IN, reproduction);
        }
    }

    /// More trials or wider bounds; existing trials stay (PB-25).
    ///
    /// @param trials the planned number of trials in all
    record ExtendStudy(String study, SearchSpace space, int trials, String why)
            implements OnStudy {}

    record StartStudy(String study) implements OnStudy {}

    record StopStudy(String study, String why) implements OnStudy {}

    record FinishStudy(String study) implements OnStudy {}

    record ProposeTrial(String study, Configuration configuration) implements OnStudy {}

    /// @param lease seconds without a heartbeat after which it is abandoned; null without a lease
    /// @param agent the id of the agent that trains it; null without one
    record StartTrial(
            String trial,
            String backend,
            String device,
            long seed,
            @Nullable Integer lease,
            @Nullable String agent)
            implements OnTrial {
        /// A trial that the server itself trains.
        public StartTrial(String trial, String backend, String device, long seed) {
            this(trial, backend, device, seed, null, null);
        }
    }

    record MeasureCurve(String trial, Curve curve) implements OnTrial {}

    record CompleteTrial(
            String trial,
            double value,
            long bestStep,
            long steps,
            double seconds,
            Map<String, Double> measurements)
            implements OnTrial {}

    record MarkInfeasible(String trial, InfeasibleKind kind, String reason, @Nullable Long step)
            implements OnTrial {}

    /// @param failed whether the attempt failed, rather than being interrupted or stopped
    record AbandonTrial(String trial, String why, boolean failed) implements OnTrial {
        /// An attempt that was interrupted or stopped.
        public AbandonTrial(String trial, String why) {
            this(trial, why, false);
        }
    }

    /// @param marks the marks to set or to remove
    /// @param tags all tags from now on, null when they stay
    record AnnotateTrial(String trial, Map<Mark, Boolean> marks, @Nullable List<String> tags)
            implements OnTrial {}

    record AddTrialNote(String trial, String text) implements OnTrial {}

    record SaveView(String study, String name, String query) implements OnStudy {}

    record RemoveView(String study, String name) implements OnStudy {}

    /// @param finding the current finding, recorded with the answer
    record AnswerQuestion(
            String round, String question, String verdict, String note, FindingRecord finding)
            implements OnRound {}

    /// @param evidence the data on the page, with its position
    /// @param complexity the complexity that the change adds; may be empty
    /// @param notBetter the reason to launch a candidate against the evidence; may be empty
    record DecideLaunch(
            String project,
            String round,
            String candidate,
            Decision decision,
            String rationale,
            Evidence evidence,
            Map<String, String> overrides,
            String complexity,
            String notBetter)
            implements OnExistingProject {}

    record RevertLaunch(String project, String launch, String why) implements OnExistingProject {}

    /// @param sentence the current text of the warning, recorded with the acceptance
    record AcceptWarning(String round, String warning, String sentence, String why)
            implements OnRound {}

    /// Reruns a candidate and its comparison several times, with new seeds (PB-39).
    ///
    /// @param candidate a completed trial of the round
    /// @param against the trial to compare with; null for the project's baseline, if it has one
    /// @param times the number of reruns of each
    /// @param seed different from that of any earlier study
    record RerunForEvidence(
            String round, String candidate, @Nullable String against, int times, long seed)
            implements OnRound {}

    record AddNote(String round, String text) implements OnRound {}

    record AssignRoles(String round, List<Role.Assignment> roles) implements OnRound {}

    /// @param experiment its id, null for the next number
    /// @param location where its client asked to store artifacts, null when it did not
    record CreateExperiment(
            @Nullable String experiment,
            String name,
            String source,
            Map<String, String> tags,
            @Nullable String location)
            implements OnExperiment {
        /// Without an artifact location of its own.
        public CreateExperiment(
                @Nullable String experiment, String name, String source, Map<String, String> tags) {
            this(experiment, name, source, tags, null);
        }
    }

    /// @param name the new name, null when it stays
    /// @param deleted the new state, null when it stays
    /// @param removed the keys of the tags that are removed
    record ChangeExperiment(
            String experiment,
            @Nullable String name,
            Map<String, String> tags,
            @Nullable Boolean deleted,
            List<String> removed)
            implements OnExperiment {
        /// Without removed tags.
        public ChangeExperiment(
                String experiment,
                @Nullable String name,
                Map<String, String> tags,
                @Nullable Boolean deleted) {
            this(experiment, name, tags, deleted, List.of());
        }
    }

    record DescribeExperiment(String experiment, String study, SearchSpace space)
            implements OnExperiment {}

    /// @param parent the parent run, null when there is none
    /// @param program the program that made it, null when unknown
    /// @param startTime milliseconds since 1970
    record CreateRun(
            String run,
            String experiment,
            String name,
            @Nullable String parent,
            @Nullable String program,
            String user,
            long startTime,
            Map<String, String> tags)
            implements OnRun {
        /// A run without a parent.
        public CreateRun(
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
    /// @param program the program that made it, empty for none, null when that stays
    /// @param measurements new measurements only
    record LogRun(
            String run,
            @Nullable String name,
            @Nullable String parent,
            @Nullable String program,
            Map<String, String> params,
            Map<String, String> tags,
            List<String> removed,
            List<Measurements> measurements)
            implements OnActiveRun {
        /// Parameters, tags and measurements only.
        public LogRun(
                String run,
                Map<String, String> params,
                Map<String, String> tags,
                List<String> removed,
                List<Measurements> measurements) {
            this(run, null, null, null, params, tags, removed, measurements);
        }
    }

    /// @param name the new name, null when it stays
    /// @param tags the tags that are set, by key
    /// @param status the new status, null when it stays
    /// @param endTime milliseconds since 1970; null when it stays
    /// @param why the reason for the run's end, may be empty
    record ChangeRun(
            String run,
            @Nullable String name,
            Map<String, String> tags,
            @Nullable RunStatus status,
            @Nullable Long endTime,
            String why)
            implements OnActiveRun {
        /// Without tags.
        public ChangeRun(
                String run,
                @Nullable String name,
                @Nullable RunStatus status,
                @Nullable Long endTime,
                String why) {
            this(run, name, Map.of(), status, endTime, why);
        }
    }

    record DeleteRun(String run) implements OnActiveRun {}

    record RestoreRun(String run) implements OnRun {}

    /// A run that another program has recorded: everything that is new is appended together.
    ///
    /// @param start its creation, when it is new
    /// @param log measurements, parameters and tags that are new
    /// @param end its status and end, null while it runs
    record RecordRun(CreateRun start, LogRun log, @Nullable ChangeRun end) implements OnRun {
        @Override
        public String run() {
            return start.run();
        }
    }

    /// @param digest SHA-256 of the file, in hex
    record StoreArtifact(String run, String path, long bytes, String digest)
            implements OnActiveRun {}

    record RemoveArtifact(String run, String path) implements OnActiveRun {}

    /// Records models that a run has made or used.
    ///
    /// @param inputs the ids of the models that it has used
    record LinkModels(String run, List<ModelOutput> outputs, List<String> inputs)
            implements OnActiveRun {}

    /// @param model its id, which is new
    /// @param type the kind of model, null when unknown
    /// @param run the run that made it, null when there is none
    /// @param time milliseconds since 1970
    record CreateModel(
            String model,
            String experiment,
            String name,
            @Nullable String type,
            @Nullable String run,
            long time,
            Map<String, String> params,
            Map<String, String> tags)
            implements OnModel {}

    /// @param removed the keys of the tags that are removed
    record LogModel(
            String model,
            Map<String, String> params,
            Map<String, String> tags,
            List<String> removed)
            implements OnModel {}

    /// @param status the new status, null when it stays
    /// @param deleted the new state, null when it stays
    record ChangeModel(String model, @Nullable ModelStatus status, @Nullable Boolean deleted)
            implements OnModel {}

    /// @param run the run that made the measurements
    record MeasureModel(String model, String run, List<ModelMetric> metrics) implements OnModel {}

    /// @param digest SHA-256 of the file, in hex
    record StoreModelFile(String model, String path, long bytes, String digest)
            implements OnModel {}

    record RemoveModelFile(String model, String path) implements OnModel {}

    record LogInputs(String run, List<DatasetInput> datasets) implements OnActiveRun {}

    /// A record of an import.
    ///
    /// @param source the description of the source
    /// @param digest SHA-256 of the source, in hex
    record RecordSource(String source, String kind, String digest, long rows) implements Command {
        @Override
        public String key() {
            return "source/" + digest;
        }
    }

    /// Records that files beside the log are deleted.
    ///
    /// @param digests SHA-256 of artifacts, in hex
    record SweepFiles(
            SweptKind kind, int files, long bytes, Instant olderThan, List<String> digests)
            implements Command {
        @Override
        public String key() {
            return "log";
        }
    }
}
