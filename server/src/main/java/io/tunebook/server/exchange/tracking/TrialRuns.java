package io.tunebook.server.exchange.tracking;

import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The runs to which the MLflow clients of external trainers log.
///
/// A trial and its run have one id, so that the metrics of the run are the curve of the trial, and
/// its artifacts are on the trial's page. The run is made when a client first asks for it: most
/// scripts report in other ways.
public final class TrialRuns {
    /// The source of the experiments of these runs.
    public static final String SOURCE = "tunebook";

    private final Ledger ledger;
    private final Tracking tracking;

    public TrialRuns(Ledger ledger, Tracking tracking) {
        this.ledger = ledger;
        this.tracking = tracking;
    }

    /// The run of a trial that an external trainer trains, made if there is none yet; null when the
    /// id is not one of such a trial.
    public @Nullable Run of(String id, String actor) {
        Book book = ledger.now().book();
        Trial trial = book.trial(id);
        if (!(trial instanceof Trial.Running)) {
            return null;
        }
        Study study = book.studyOf(trial);
        if (!study.external() || study.isTracked()) {
            return null;
        }
        String experiment = tracking.experiment("Trials of " + study.id(), SOURCE, actor);
        long start = Objects.requireNonNull(trial.started()).at().recordedAt().toEpochMilli();
        try {
            ledger.perform(
                    MlflowTags.translated(
                            new Command.CreateRun(
                                    id,
                                    experiment,
                                    id,
                                    actor,
                                    start,
                                    Map.of("mlflow.runName", id, "tunebook.study", study.id()))),
                    actor);
        } catch (RejectedCommand e) {
            // A concurrent request made it first.
            Objects.requireNonNull(tracking.now().run(id), e.getMessage());
        }
        return tracking.now().run(id);
    }
}
