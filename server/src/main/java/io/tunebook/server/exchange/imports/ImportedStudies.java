package io.tunebook.server.exchange.imports;

import io.tunebook.events.Event.RunStatus;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Study;
import java.util.List;

/// Finishes the studies of imported experiments: a study whose runs have all ended is not running.
public final class ImportedStudies {
    private ImportedStudies() {}

    /// Finishes the study of an experiment that was imported, if all of its runs have ended; one
    /// that MLflow's client logs to can get more.
    public static void described(Ledger ledger, String experiment, String actor) {
        Experiment known = ledger.now().book().tracked().experiment(experiment);
        if (known != null && !known.facts().source().equals("mlflow")) {
            finish(ledger, experiment, actor);
        }
    }

    /// Finishes the study of an experiment if it is described and all of its runs have ended.
    public static void finish(Ledger ledger, String experiment, String actor) {
        Book book = ledger.now().book();
        Experiment known = book.tracked().experiment(experiment);
        Study study = known == null || known.study() == null ? null : book.study(known.study());
        if (known == null || study == null || study.state() != Study.State.RUNNING) {
            return;
        }
        List<Run> runs = book.tracked().runsOf(known);
        boolean ended =
                runs.stream()
                        .filter(r -> !r.deleted())
                        .noneMatch(r -> r.status() == RunStatus.RUNNING);
        if (ended && !runs.isEmpty()) {
            try {
                ledger.perform(new Command.FinishStudy(study.id()), actor);
            } catch (RejectedCommand _) {
                // Some of its trials have not ended.
            }
        }
    }
}
