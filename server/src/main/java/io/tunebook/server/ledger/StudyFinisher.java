package io.tunebook.server.ledger;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process manager: finishes a study once its last trial has ended.
///
/// It follows the log, and looks at every running study when it starts, so that a crash between the
/// end of a trial and the end of its study leaves no study running. To finish a study twice is
/// rejected and changes nothing. Tracked studies stay open. Where the log cannot be written, the
/// study is finished at the next start, or when this server takes the log over.
final class StudyFinisher implements Subscriber, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StudyFinisher.class);
    private static final String ACTOR = "study-finisher";
    private static final String TRIAL = "trial/";
    private static final String STUDY = "study/";

    private final Ledger ledger;
    private @Nullable Subscription subscription;

    StudyFinisher(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Finishes what an earlier process left, then follows the log.
    void start() {
        Book book = ledger.now().book();
        subscription = ledger.follow(book.position(), this);
        book.studies().values().forEach(this::finishIfDone);
    }

    /// Finishes what another writer of the log left.
    void finishWhatIsDone() {
        ledger.now().book().studies().values().forEach(this::finishIfDone);
    }

    @Override
    public void onEvent(RecordedEvent event) {
        Book book = ledger.now().book();
        Study study =
                switch (event.type()) {
                    case "trial-completed", "trial-infeasible" -> {
                        Trial trial = book.trial(event.stream().substring(TRIAL.length()));
                        yield trial == null ? null : book.studyOf(trial);
                    }
                    case "study-started", "study-extended" ->
                            book.study(event.stream().substring(STUDY.length()));
                    default -> null;
                };
        if (study != null) {
            finishIfDone(study);
        }
    }

    private void finishIfDone(Study study) {
        if (study.state() != Study.State.RUNNING
                || study.isTracked()
                || !ledger.isWritable()
                || !Proposals.isDone(ledger.now().book(), study)) {
            return;
        }
        try {
            ledger.perform(new Command.FinishStudy(study.id()), ACTOR);
        } catch (RejectedCommand e) {
            LOG.debug("study {} is not running any more: {}", study.id(), e.getMessage());
        } catch (LogUnavailable e) {
            LOG.debug("study {} is finished at the next start: {}", study.id(), e.getMessage());
        }
    }

    @Override
    public void onError(RuntimeException error) {
        if (error instanceof LogUnavailable.Closed) {
            LOG.debug("the log is closed: studies are finished at the next start", error);
            return;
        }
        LOG.error("finished studies are no longer recorded: restart the server", error);
    }

    @Override
    public void close() {
        Subscription followed = subscription;
        if (followed != null) {
            followed.close();
        }
    }
}
