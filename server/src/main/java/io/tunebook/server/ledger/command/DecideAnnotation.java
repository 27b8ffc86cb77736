package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;

import io.tunebook.events.Event;
import io.tunebook.events.Event.Mark;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The rules on annotations of trials and saved views of studies: a change must change something.
record DecideAnnotation(Book book) {
    private static final int MAX_VIEWS = 100;

    CommandDecision annotate(Trial trial, Command.AnnotateTrial c) {
        var now = book.annotations().of(trial);
        List<Event> events = new ArrayList<>();
        for (Mark mark : Mark.values()) {
            Boolean set = c.marks().get(mark);
            if (set != null && set != now.marks().contains(mark)) {
                events.add(new Event.TrialMarked(trial.id(), mark, set));
            }
        }
        if (c.tags() != null) {
            var tagged = new Event.TrialTagged(trial.id(), c.tags());
            if (!tagged.tags().equals(List.copyOf(now.tags()))) {
                events.add(tagged);
            }
        }
        return events.isEmpty()
                ? rejected("trial '%s' has these annotations already".formatted(trial.id()))
                : new Accepted(events);
    }

    CommandDecision save(Study study, Command.SaveView c) {
        var saved = new Event.ViewSaved(study.id(), c.name(), c.query());
        Map<String, String> views = book.annotations().viewsOf(study);
        if (saved.query().equals(views.get(saved.name()))) {
            return rejected(
                    "view '%s' of study '%s' is saved already".formatted(saved.name(), study.id()));
        }
        return views.size() >= MAX_VIEWS && !views.containsKey(saved.name())
                ? rejected(
                        "study '%s' has %d views: remove one".formatted(study.id(), views.size()))
                : Accepted.of(saved);
    }

    CommandDecision remove(Study study, Command.RemoveView c) {
        return book.annotations().viewsOf(study).containsKey(c.name())
                ? Accepted.of(new Event.ViewRemoved(study.id(), c.name()))
                : rejected("study '%s' has no view '%s'".formatted(study.id(), c.name()));
    }
}
