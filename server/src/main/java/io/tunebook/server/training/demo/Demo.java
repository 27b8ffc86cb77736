package io.tunebook.server.training.demo;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.events.Reproduction;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Opens the project and the round of the demonstration, and starts its studies.
public final class Demo {
    private static final Objective OBJECTIVE =
            new Objective("validation/error", Objective.Direction.MINIMIZE)
                    .in(Objective.Unit.FRACTION, null);
    private static final long SEED = 2026;

    private Demo() {}

    /// The round for this data: the existing one, else a new one with its studies running.
    ///
    /// @param data the data and how to reproduce it
    /// @param name the project's name
    /// @return the round's id
    public static String open(Ledger ledger, Reproduction data, String name, String actor) {
        Book book = ledger.now().book();
        String project = slug(name);
        Project existing = book.project(project);
        if (existing != null && !trainsOn(book, existing, data)) {
            // The best configuration is valid for its own data only.
            project = "%s-%s".formatted(project, data.digest().substring(0, 8));
            existing = book.project(project);
        }
        if (existing == null) {
            ledger.perform(new Command.CreateProject(project, name, OBJECTIVE), actor);
        } else {
            for (Round round : book.roundsOf(existing)) {
                if (round.facts().goal().equals(DemoRound.GOAL)) {
                    return round.id();
                }
            }
        }
        return newRound(ledger, project, data, actor);
    }

    private static boolean trainsOn(Book book, Project project, Reproduction data) {
        return book.roundsOf(project).stream()
                .flatMap(r -> book.studiesOf(r).stream())
                .allMatch(s -> s.facts().reproduction().digest().equals(data.digest()));
    }

    private static String newRound(Ledger ledger, String project, Reproduction data, String actor) {
        String round =
                first(
                                ledger.perform(
                                        new Command.OpenRound(
                                                project, DemoRound.GOAL, DemoRound.roles()),
                                        actor),
                                Event.RoundOpened.class)
                        .round();
        List<String> studies = new ArrayList<>();
        for (String optimizer : DemoRound.OPTIMIZERS) {
            studies.add(
                    first(
                                    ledger.perform(
                                            new Command.CreateStudy(
                                                    round,
                                                    "Tuned " + optimizer,
                                                    DemoRound.settings(optimizer),
                                                    DemoRound.space(optimizer),
                                                    new Algorithm(Algorithm.Kind.HALTON, SEED),
                                                    DemoRound.TRIALS_EACH,
                                                    data),
                                            actor),
                                    Event.StudyCreated.class)
                            .study());
        }
        for (String study : studies) {
            ledger.perform(new Command.StartStudy(study), actor);
        }
        return round;
    }

    private static <T extends Event> T first(Ledger.Performed done, Class<T> type) {
        return type.cast(done.events().getFirst());
    }

    private static String slug(String name) {
        String slug =
                name.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        return slug.isEmpty() ? "data" : slug.substring(0, Math.min(60, slug.length()));
    }
}
