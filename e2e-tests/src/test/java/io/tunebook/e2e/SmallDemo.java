package io.tunebook.e2e;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

/// The demonstration's project, round and studies with fewer trials, before any of them has run:
/// the command `demo` finds the round in the log and trains it.
final class SmallDemo {
    private static final String ACTOR = "ada";

    private SmallDemo() {}

    /// @param log the folder of the new log
    /// @param trials of each of the two studies
    static void write(Path log, StudyData data, int trials) throws IOException {
        Path whole = Files.createDirectory(log.resolveSibling(log.getFileName() + "-whole"));
        try (EventLog from = SqliteEventLog.open(whole);
                Ledger demo = new Ledger(from, Clock.systemUTC());
                EventLog to = SqliteEventLog.open(Files.createDirectories(log));
                Ledger small = new Ledger(to, Clock.systemUTC())) {
            String round =
                    Demo.open(demo, data.reproduction("./tunebook demo", "1"), data.name(), ACTOR);
            Book book = demo.now().book();
            copy(book, Objects.requireNonNull(book.round(round)), small, trials);
        }
    }

    private static void copy(Book book, Round round, Ledger small, int trials) {
        var project = book.projectOf(round);
        small.perform(
                new Command.CreateProject(
                        project.id(), project.facts().title(), project.facts().objective()),
                ACTOR);
        small.perform(
                new Command.OpenRound(project.id(), round.facts().goal(), round.roles()), ACTOR);
        for (Study study : book.studiesOf(round)) {
            Event.StudyCreated facts = study.facts();
            small.perform(
                    new Command.CreateStudy(
                            round.id(),
                            facts.name(),
                            facts.settings(),
                            facts.space(),
                            facts.algorithm(),
                            trials,
                            facts.reproduction()),
                    ACTOR);
        }
        for (Study study : book.studiesOf(round)) {
            small.perform(new Command.StartStudy(study.id()), ACTOR);
        }
    }
}
