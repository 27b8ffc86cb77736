package io.tunebook.server.cli;

import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.server.api.view.RoundPage;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.analysis.Formats;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/// A progress bar in the terminal for one round, until its studies have finished.
final class DemoProgress implements Subscriber {
    static final String HEADLINE = "Tunebook is training; the dashboard fills in live:";
    private static final int WIDTH = 32;

    private final Ledger ledger;
    private final String round;
    private final PrintWriter err;
    private final boolean terminal = isTerminal();
    private final CountDownLatch finished = new CountDownLatch(1);
    private int shown = -1;
    private volatile boolean cut;

    DemoProgress(Ledger ledger, String round, PrintWriter err) {
        this.ledger = ledger;
        this.round = round;
        this.err = err;
    }

    /// @throws StartupException when the log was closed before that
    void untilFinished() throws InterruptedException {
        try (Subscription _ = ledger.follow(ledger.log().head().position(), this)) {
            look();
            finished.await();
        }
        if (cut) {
            throw new StartupException(
                    "stopped before the studies were finished: run the same command again to resume them");
        }
    }

    @Override
    public void onEvent(RecordedEvent event) {
        if (!event.type().equals("curve-measured")) {
            look();
        }
    }

    @Override
    public void onError(RuntimeException error) {
        cut = true;
        finished.countDown();
    }

    private synchronized void look() {
        if (finished.getCount() == 0) {
            return;
        }
        Book book = ledger.now().book();
        Round r = Objects.requireNonNull(book.round(round));
        RoundPage.Summary summary = RoundPage.summary(book, r);
        int ended = (int) (summary.completed() + summary.infeasible());
        boolean done =
                book.studiesOf(r).stream()
                        .noneMatch(s ->
                                s.state() == Study.State.RUNNING
                                        || s.state() == Study.State.CREATED);
        if (ended != shown || done) {
            shown = ended;
            draw(summary, ended, book, r);
        }
        if (done) {
            err.println();
            err.println();
            err.flush();
            finished.countDown();
        }
    }

    private void draw(RoundPage.Summary summary, int ended, Book book, Round r) {
        int filled = summary.planned() == 0 ? 0 : WIDTH * ended / summary.planned();
        var best = summary.best();
        var objective = book.projectOf(r).objective();
        String line =
                "[%s%s] %d of %d trials, %d infeasible%s"
                        .formatted(
                                "#".repeat(filled),
                                ".".repeat(WIDTH - filled),
                                ended,
                                summary.planned(),
                                summary.infeasible(),
                                best == null
                                        ? ""
                                        : ", best %s (%s)"
                                                .formatted(
                                                        Formats.value(objective, best.value()),
                                                        best.label()));
        // A log file gets one line per few trials; a terminal shows one line that is
        // overwritten.
        if (terminal) {
            err.print("\r" + line + "   ");
        } else if (ended % 8 == 0) {
            err.println(line);
        }
        err.flush();
    }

    /// Some JDKs return no console without a terminal, others one for which `isTerminal` is false.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
