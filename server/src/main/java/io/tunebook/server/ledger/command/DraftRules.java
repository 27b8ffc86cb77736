package io.tunebook.server.ledger.command;

import io.tunebook.events.Event;
import io.tunebook.events.Rejection;
import io.tunebook.events.Role;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rejections that the commands of a draft would get: opening the round, creating its studies
/// and starting them. The same rules decide as when the commands are performed, one after another
/// on a book that has the events of those before.
public final class DraftRules {
    private static final String OBJECTIVE_RULE = "PB-24";

    private final Command.OpenRound round;
    private final List<Objection> found = new ArrayList<>();
    private Book book;

    private DraftRules(Book book, Command.OpenRound round) {
        this.book = book;
        this.round = round;
    }

    /// Why a draft is rejected.
    ///
    /// @param field the path of the field in the draft, such as `roles[2]`, `studies[0]`, `trials`,
    ///   `trainer` or `data`
    /// @param sentence the cause and the remedy
    /// @param rule the id of the playbook's rule, null when there is none
    public record Objection(String field, String sentence, @Nullable String rule) {}

    /// A study of the draft, whose round has no id yet.
    @FunctionalInterface
    public interface PlannedStudy {
        /// @param round the id of the round
        Command.CreateStudy in(String round);
    }

    /// The rejections, in the order of the commands; empty when all commands are accepted.
    ///
    /// @param starts whether the studies are to be started at once
    public static List<Objection> objections(
            Book book, Command.OpenRound round, List<PlannedStudy> studies, boolean starts) {
        DraftRules rules = new DraftRules(book, round);
        rules.decide(studies, starts);
        return List.copyOf(rules.found);
    }

    private void decide(List<PlannedStudy> studies, boolean starts) {
        Event opened = first(round, "roles");
        if (opened == null) {
            return;
        }
        String id = ((Event.RoundOpened) opened).round();
        List<String> created = new ArrayList<>();
        for (int i = 0; i < studies.size(); i++) {
            int number = i;
            Event event = first(() -> studies.get(number).in(id), "studies[%d]".formatted(i));
            if (event != null) {
                created.add(((Event.StudyCreated) event).study());
            }
        }
        if (starts && found.isEmpty()) {
            created.forEach(study -> first(new Command.StartStudy(study), "start"));
        }
    }

    private interface CommandSource {
        Command command();
    }

    private @Nullable Event first(Command command, String field) {
        return first(() -> command, field);
    }

    /// Folds the events of an accepted command.
    ///
    /// @return the first event; null after a rejection
    private @Nullable Event first(CommandSource source, String field) {
        try {
            return switch (Decide.decide(book, source.command())) {
                case CommandDecision.Accepted(List<Event> events) -> {
                    for (Event event : events) {
                        book = book.fold(event, new Stamp(book.position() + 1, Instant.EPOCH, ""));
                    }
                    yield events.getFirst();
                }
                case CommandDecision.Rejected r -> {
                    add(field, r.reason(), r.rule());
                    yield null;
                }
            };
        } catch (Rejection e) {
            add(field, Objects.requireNonNullElse(e.getMessage(), ""), null);
            return null;
        }
    }

    private void add(String field, String sentence, @Nullable String rule) {
        String concerned =
                OBJECTIVE_RULE.equals(rule)
                        ? "trainer"
                        : sentence.startsWith("a study has 1 to")
                                ? "trials"
                                : role(field, sentence);
        Objection objection = new Objection(concerned, sentence, rule);
        // Studies of different settings break the same rule.
        if (found.stream().noneMatch(o -> o.sentence().equals(sentence))) {
            found.add(objection);
        }
    }

    /// The role whose hyperparameter the sentence names, else the given field.
    private String role(String field, String sentence) {
        List<Role.Assignment> roles = round.roles();
        for (int i = roles.size() - 1; i >= 0; i--) {
            String key = Pattern.quote(roles.get(i).parameter().key());
            String name = Pattern.quote(roles.get(i).parameter().name());
            if (Pattern.compile("(?<![\\w./-])(%s|%s)(?![\\w/-])".formatted(key, name))
                    .matcher(sentence)
                    .find()) {
                return "roles[%d]".formatted(i);
            }
        }
        return field;
    }
}
