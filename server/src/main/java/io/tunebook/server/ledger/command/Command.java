package io.tunebook.server.ledger.command;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Event.Decision;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Evidence;
import io.tunebook.events.FindingRecord;
import io.tunebook.events.Goal;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody wants done. Commands on the same [#key()] are decided one after another.
public sealed interface Command {
    /// What has to stand still while this command is decided.
    String key();

    sealed interface OnProject extends Command {
        String project();

        @Override
        default String key() {
            return "project/" + project();
        }
    }

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

    /// Names and numbers of experiments are given out one after another.
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

    record CreateProject(String project, String title, Objective objective) implements OnProject {}

    record RecordBaseline(
            String project, Configuration configuration, @Nullable Double value, String note)
            implements OnProject {}

    record OpenRound(String project, Goal goal, List<Role.Assignment> roles) implements OnProject {}

    record CloseRound(String round, String conclusion) implements OnRound {}

    record CreateStudy(
            String round,
            String name,
            Configuration settings,
            SearchSpace space,
            Algorithm algorithm,
            int trials,
            Trainer trainer,
            Reproduction reproduction)
            implements OnRound {
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

    /// More trials or wider bounds; what ran stays (PB-25).
    ///
    /// @param trials how many in all
    record ExtendStudy(String study, SearchSpace space, int trials, String why)
            implements OnStudy {}

    record StartStudy(String study) implements OnStudy {}

    record StopStudy(String study, String why) implements OnStudy {}

    record FinishStudy(String study) implements OnStudy {}

    record ProposeTrial(String study, Configuration configuration) implements OnStudy {}

    record StartTrial(String trial, String backend, String device, long seed) implements OnTrial {}

    record MeasureCurve(String trial, Curve curve) implements OnTrial {}

    record CompleteTrial(
            String trial,
            double value,
            long bestStep,
            long steps,
            double seconds,
            Map<String, Double> measurements)
            implements OnTrial {}

    record MarkInfeasible(String trial, String reason, @Nullable Long step) implements OnTrial {}

    record AbandonTrial(String trial, String why) implements OnTrial {}

    /// @param finding what the data says now, which the answer keeps
    record AnswerQuestion(
            String round, String question, String verdict, String note, FindingRecord finding)
            implements OnRound {}

    /// @param evidence what was on the screen, with the position that it showed
    /// @param questions the ids of all questions of the checklist
    /// @param complexity what the change adds, in words; empty when not said
    record DecideLaunch(
            String project,
            String round,
            String candidate,
            Decision decision,
            String rationale,
            Evidence evidence,
            Map<String, String> overrides,
            String complexity)
            implements OnProject {}

    record RevertLaunch(String project, String launch, String why) implements OnProject {}

    /// @param sentence what the warning says now, which the acceptance keeps
    record AcceptWarning(String round, String warning, String sentence, String why)
            implements OnRound {}

    /// Trains a candidate and what it is compared with again and again, with new seeds (PB-39).
    ///
    /// @param candidate a completed trial of the round
    /// @param against the trial to compare with; null for the project's baseline, if it has one
    /// @param times how often each
    /// @param seed another one than that of any study before
    record RerunForEvidence(
            String round, String candidate, @Nullable String against, int times, long seed)
            implements OnRound {}

    record AddNote(String round, String text) implements OnRound {}

    record AssignRoles(String round, List<Role.Assignment> roles) implements OnRound {}

    /// @param experiment its id, null for the next number
    record CreateExperiment(
            @Nullable String experiment, String name, String source, Map<String, String> tags)
            implements OnExperiment {}

    /// @param name null when it stays
    /// @param deleted null when that stays
    record ChangeExperiment(
            String experiment,
            @Nullable String name,
            Map<String, String> tags,
            @Nullable Boolean deleted)
            implements OnExperiment {}

    record DescribeExperiment(String experiment, String study, SearchSpace space)
            implements OnExperiment {}

    /// @param parent the run of which it is a part, null when it stands alone
    /// @param program the program that made it, null when not said
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
        /// A run that stands alone.
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

    /// @param name null when it stays
    /// @param parent the run of which it is a part, empty for none, null when that stays
    /// @param program the program that made it, empty for none, null when that stays
    /// @param measurements none of which has been logged before
    record LogRun(
            String run,
            @Nullable String name,
            @Nullable String parent,
            @Nullable String program,
            Map<String, String> params,
            Map<String, String> tags,
            List<String> removed,
            List<Measurements> measurements)
            implements OnRun {
        /// Params, tags and measurements alone.
        public LogRun(
                String run,
                Map<String, String> params,
                Map<String, String> tags,
                List<String> removed,
                List<Measurements> measurements) {
            this(run, null, null, null, params, tags, removed, measurements);
        }
    }

    /// @param name null when it stays
    /// @param tags those that are set with it
    /// @param status null when it stays
    /// @param endTime milliseconds since 1970; null when it stays
    /// @param why it ended as it did, may be empty
    record ChangeRun(
            String run,
            @Nullable String name,
            Map<String, String> tags,
            @Nullable RunStatus status,
            @Nullable Long endTime,
            String why)
            implements OnRun {
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

    record DeleteRun(String run) implements OnRun {}

    record RestoreRun(String run) implements OnRun {}

    /// A run as somebody else has recorded it: what is not there yet of it becomes known at once.
    ///
    /// @param start how it is created when it is not known
    /// @param log what has not been logged before
    /// @param end its status and end, null while it goes on
    record RecordRun(CreateRun start, LogRun log, @Nullable ChangeRun end) implements OnRun {
        @Override
        public String run() {
            return start.run();
        }
    }

    /// @param digest SHA-256 of the file, in hex
    record StoreArtifact(String run, String path, long bytes, String digest) implements OnRun {}

    record RemoveArtifact(String run, String path) implements OnRun {}

    /// That something was read and stands in the log from now on.
    ///
    /// @param source what was read, in words
    /// @param digest SHA-256 of what was read, in hex
    record RecordSource(String source, String kind, String digest, long rows) implements Command {
        @Override
        public String key() {
            return "source/" + digest;
        }
    }
}
