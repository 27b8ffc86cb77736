package io.tunebook.server.api.view;

import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.server.playbook.analysis.Formats;

/// A description of each event in one sentence, for the audit.
public final class EventDescriptions {
    private EventDescriptions() {}

    public static String of(Event event) {
        return switch (event) {
            case Event.ProjectCreated e ->
                    "project %s created, %s %s"
                            .formatted(
                                    e.title(),
                                    e.objective()
                                            .direction()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT),
                                    e.objective().metric());
            case Event.ObjectiveCorrected e ->
                    "unit of the objective corrected to %s: %s"
                            .formatted(e.unit().name().toLowerCase(java.util.Locale.ROOT), e.why());
            case Event.MetricDescribed e ->
                    "metric %s described: %s".formatted(e.metric(), e.kind().label());
            case Event.BaselineRecorded e -> "baseline recorded: " + e.configuration().values();
            case Event.RoundOpened e ->
                    "round %d opened: %s".formatted(e.number(), e.goal().question());
            case Event.RolesAssigned e ->
                    "roles assigned to " + Formats.plural(e.assignments().size(), "hyperparameter");
            case Event.WarningAccepted e ->
                    "warning %s accepted: %s".formatted(e.warning(), e.why());
            case Event.RoundClosed e -> "round closed: " + e.conclusion();
            case Event.StudyCreated e ->
                    "study %s created, %s by %s"
                            .formatted(
                                    e.name(),
                                    Formats.plural(e.trials(), "trial"),
                                    e.algorithm().kind().name().toLowerCase(java.util.Locale.ROOT));
            case Event.StudyStarted e -> "study started";
            case Event.StudyStopped e -> "study stopped: " + e.why();
            case Event.StudyFinished e -> "study finished";
            case Event.StudyExtended e ->
                    "study extended to %d trials: %s".formatted(e.trials(), e.why());
            case Event.TrialProposed e ->
                    "trial %d proposed: %s".formatted(e.number(), e.configuration().values());
            case Event.TrialStarted e ->
                    "training started on %s (%s)".formatted(e.backend(), e.device());
            case Event.CurveMeasured e ->
                    "%s measured over %s"
                            .formatted(
                                    String.join(", ", e.curve().metrics()),
                                    Formats.plural(e.curve().steps().length, "step"));
            case Event.TrialCompleted e ->
                    "trial completed with %s at step %,d of %,d"
                            .formatted(Formats.number(e.value()), e.bestStep(), e.steps());
            case Event.TrialInfeasible e -> "trial infeasible: " + e.reason();
            case Event.TrialAbandoned e -> "trial abandoned: " + e.why();
            case Event.TrialMarked e ->
                    "trial %s%s".formatted(e.set() ? "" : "no longer ", e.mark().adjective());
            case Event.TrialTagged e ->
                    e.tags().isEmpty()
                            ? "tags of the trial removed"
                            : "trial tagged: " + String.join(", ", e.tags());
            case Event.ViewSaved e -> "view '%s' saved".formatted(e.name());
            case Event.ViewRemoved e -> "view '%s' removed".formatted(e.name());
            case Event.ChecklistAnswered e ->
                    "'%s' answered %s: %s".formatted(e.question(), e.verdict(), e.note());
            case Event.LaunchProposed e ->
                    "launch %d proposed: trial %s".formatted(e.number(), e.candidate());
            case Event.LaunchDecided e ->
                    "decided to %s: %s"
                            .formatted(
                                    e.decision().name().toLowerCase(java.util.Locale.ROOT),
                                    e.rationale());
            case Event.LaunchReverted e -> "launch reverted: " + e.why();
            case Event.ExperimentCreated e ->
                    "experiment '%s' created by %s".formatted(e.name(), e.source());
            case Event.ExperimentChanged e -> "experiment changed" + deleted(e.deleted());
            case Event.ExperimentDescribed e ->
                    "experiment described: its runs are the trials of " + e.study();
            case Event.RunCreated e ->
                    "run '%s' created in experiment %s".formatted(e.name(), e.experiment());
            case Event.RunLogged e ->
                    "%s and %s logged"
                            .formatted(
                                    Formats.plural(e.params().size(), "param"),
                                    Formats.plural(e.tags().size() + e.removed().size(), "tag"));
            case Event.RunMeasured e ->
                    "%s of %s logged"
                            .formatted(
                                    Formats.plural(
                                            e.measurements().stream()
                                                    .mapToInt(Measurements::size)
                                                    .sum(),
                                            "measurement"),
                                    Formats.plural(e.measurements().size(), "metric"));
            case Event.RunChanged e ->
                    (e.status() == null ? "run changed" : "run is " + e.status())
                            + deleted(e.deleted());
            case Event.ModelCreated e ->
                    "model '%s' created in experiment %s".formatted(e.name(), e.experiment());
            case Event.ModelLogged e ->
                    "%s and %s of a model logged"
                            .formatted(
                                    Formats.plural(e.params().size(), "param"),
                                    Formats.plural(e.tags().size() + e.removed().size(), "tag"));
            case Event.ModelChanged e ->
                    (e.status() == null ? "model changed" : "model is " + e.status())
                            + deleted(e.deleted());
            case Event.ModelMeasured e ->
                    "%s of a model logged"
                            .formatted(Formats.plural(e.metrics().size(), "measurement"));
            case Event.ModelFileStored e ->
                    "file '%s' of a model stored, %,d bytes, SHA-256 %s"
                            .formatted(e.path(), e.bytes(), e.digest());
            case Event.ModelFileRemoved e -> "file '%s' of a model removed".formatted(e.path());
            case Event.RunModelsLogged e ->
                    "%s as output and %s as input logged"
                            .formatted(
                                    Formats.plural(e.outputs().size(), "model"),
                                    Formats.plural(e.inputs().size(), "model"));
            case Event.ArtifactStored e ->
                    "artifact '%s' stored, %,d bytes, SHA-256 %s"
                            .formatted(e.path(), e.bytes(), e.digest());
            case Event.ArtifactRemoved e -> "artifact '%s' removed".formatted(e.path());
            case Event.RunInputsLogged e ->
                    "datasets logged: "
                            + e.datasets().stream()
                                    .map(d -> "'%s' %s".formatted(d.name(), d.digest()))
                                    .collect(java.util.stream.Collectors.joining(", "));
            case Event.NoteAdded e -> "note: " + e.text();
            case Event.SourceImported e ->
                    "%s imported from %s".formatted(Formats.plural(e.rows(), "row"), e.source());
            case Event.FilesSwept e ->
                    "%s swept, %,d bytes: %s from before %s"
                            .formatted(
                                    Formats.plural(e.files(), "file"),
                                    e.bytes(),
                                    switch (e.kind()) {
                                        case ARTIFACTS ->
                                                "artifacts of no run, or of deleted ones,";
                                        case RECOVERY -> "what a recovery had set aside,";
                                        case SNAPSHOTS -> "snapshots";
                                        case TEMPORARY -> "temporary files";
                                    },
                                    e.olderThan());
            case Event.LogRecovered e ->
                    "log recovered %s: kept events up to %,d of %,d%s: %s"
                            .formatted(
                                    e.backup().isEmpty()
                                            ? "without the lost events"
                                            : "from the backup " + e.backup(),
                                    e.kept(),
                                    e.acknowledged(),
                                    recovered(e),
                                    e.reason());
            case Event.EventsRecovered e ->
                    "%s appended again, old positions %,d to %,d"
                            .formatted(
                                    Formats.plural(e.events().size(), "event"),
                                    e.events().getFirst().position(),
                                    e.events().getLast().position());
        };
    }

    private static String recovered(Event.LogRecovered e) {
        String later = e.recovered() == null ? "" : ", recovered %,d".formatted(e.recovered());
        return e.lost() == null ? later : later + ", lost %,d".formatted(e.lost().events());
    }

    private static String deleted(@org.jspecify.annotations.Nullable Boolean deleted) {
        return deleted == null ? "" : deleted ? ", deleted" : ", restored";
    }
}
