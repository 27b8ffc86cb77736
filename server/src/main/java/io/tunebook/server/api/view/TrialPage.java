package io.tunebook.server.api.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.api.view.ViewParts.RoundRef;
import io.tunebook.server.api.view.ViewParts.StudyPart;
import io.tunebook.server.api.view.ViewParts.TrialPart;
import io.tunebook.server.model.Attempts;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Histogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A trial: its configuration, its measurements, how to reproduce it (PB-54).
///
/// @param gradientNorms the histogram of the unclipped gradient's norm (PB-61); null with too few
///   measurements
/// @param previousTrial the id of the trial before it in its study, null for the first
/// @param nextTrial the id of the trial after it in its study, null for the last
/// @param attempt at its configuration, from 1; null when it was not started
/// @param agent the id of the agent that trains or trained it; null without one
/// @param earlierAttempts at the same configuration, each of which was abandoned
/// @param proposable whether it can be the candidate of its round's decision
/// @param datasets the datasets that a tracked run has used, in the order in which they were logged
/// @param artifacts the files of a tracked run by path, then those of its models
/// @param events its events without the curves
public record TrialPage(
        long position,
        ProjectRef project,
        RoundRef round,
        StudyPart study,
        TrialPart trial,
        @Nullable BaselineConfiguration baseline,
        List<String> metrics,
        @Nullable Histogram gradientNorms,
        @Nullable String previousTrial,
        @Nullable String nextTrial,
        @Nullable Integer attempt,
        @Nullable String agent,
        List<AttemptRef> earlierAttempts,
        boolean proposable,
        List<DatasetPart> datasets,
        List<ArtifactPart> artifacts,
        List<EventRef> events) {

    public record BaselineConfiguration(Configuration configuration) {}

    /// A dataset that a run has used.
    ///
    /// @param context what it was used for, such as `training`; empty when unknown
    /// @param source where it is from, mostly JSON; empty when unknown
    public record DatasetPart(
            String name, String digest, String context, String sourceType, String source) {
        private static final String CONTEXT = "mlflow.data.context";

        private static List<DatasetPart> of(Book book, Trial trial) {
            Run run = book.tracked().run(trial.id());
            return run == null
                    ? List.of()
                    : run.inputs().stream()
                            .map(d ->
                                    new DatasetPart(
                                            d.name(),
                                            d.digest(),
                                            d.tags().getOrDefault(CONTEXT, ""),
                                            d.sourceType(),
                                            d.source()))
                            .toList();
        }
    }

    /// @param experiment the experiment of the run, whose folder has the file
    /// @param path below the files of the run, or of the model
    /// @param model the logged model that the file belongs to, null for a file of the run itself
    /// @param modelName its name
    /// @param swept when the file was deleted because it belonged to what was deleted; null while
    ///   it is stored
    public record ArtifactPart(
            String experiment,
            String path,
            long bytes,
            String digest,
            @Nullable String model,
            @Nullable String modelName,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant swept) {
        private static List<ArtifactPart> of(Book book, Trial trial) {
            Run run = book.tracked().run(trial.id());
            if (run == null) {
                return List.of();
            }
            List<ArtifactPart> all = new ArrayList<>();
            for (Event.ArtifactStored f : run.artifacts().values()) {
                all.add(
                        new ArtifactPart(
                                run.experiment(),
                                f.path(),
                                f.bytes(),
                                f.digest(),
                                null,
                                null,
                                swept(book, f.digest())));
            }
            for (LoggedModel model : book.tracked().models().madeBy(run.id())) {
                for (Event.ModelFileStored f : model.files().values()) {
                    all.add(
                            new ArtifactPart(
                                    model.facts().experiment(),
                                    f.path(),
                                    f.bytes(),
                                    f.digest(),
                                    model.id(),
                                    model.facts().name(),
                                    swept(book, f.digest())));
                }
            }
            return all;
        }

        private static @Nullable Instant swept(Book book, String digest) {
            Stamp stamp = book.tracked().swept().get(digest);
            return stamp == null ? null : stamp.recordedAt();
        }
    }

    /// An earlier attempt.
    ///
    /// @param number of the trial in its study
    /// @param failed whether it failed, rather than being interrupted or stopped
    public record AttemptRef(String trial, int number, int attempt, String why, boolean failed) {
        private static AttemptRef of(Trial.Abandoned t) {
            Trial.Start start = Objects.requireNonNull(t.start());
            return new AttemptRef(t.id(), t.number(), start.attempt(), t.why(), t.failed());
        }
    }

    public record EventRef(long position, String type, Instant recordedAt) {}

    public static TrialPage of(Snapshot snapshot, Trial trial, List<EventRef> events) {
        Book book = snapshot.book();
        Study study = book.studyOf(trial);
        Round round = book.roundOf(study);
        Project project = book.projectOf(round);
        Project.Baseline baseline = project.baseline();
        Trial.Start start = trial.started();
        return new TrialPage(
                book.position(),
                ProjectRef.of(project),
                RoundRef.of(round),
                StudySummaries.part(book, study),
                TrialPart.of(book, trial),
                baseline == null ? null : new BaselineConfiguration(baseline.configuration()),
                snapshot.curves().metricsOf(trial.id()),
                Histogram.of(snapshot.curves().series(trial.id(), "gradient/norm").values())
                        .orElse(null),
                at(study, trial.number() - 1),
                at(study, trial.number() + 1),
                start == null ? null : (Integer) start.attempt(),
                start == null ? null : start.agent(),
                Attempts.earlier(book, trial).stream().map(AttemptRef::of).toList(),
                trial instanceof Trial.Completed && !study.isRerun() && round.open(),
                DatasetPart.of(book, trial),
                ArtifactPart.of(book, trial),
                events);
    }

    /// The id of the study's trial with this number; null when there is none.
    private static @Nullable String at(Study study, int number) {
        return number >= 0 && number < study.trials().size() ? study.trials().get(number) : null;
    }
}
