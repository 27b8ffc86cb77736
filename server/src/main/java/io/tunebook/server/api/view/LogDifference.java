package io.tunebook.server.api.view;

import io.tunebook.events.Configuration;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Checklist;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Changes between two positions, in words.
///
/// @param from the earlier position
/// @param to the later position
public record LogDifference(long from, long to, List<Change> changes) {
    /// One change.
    ///
    /// @param subject the stream that changed, such as `round/digits-r1`
    /// @param what a short name, such as `trials completed`
    /// @param before null when there was none
    /// @param after null when there is none any more
    public record Change(
            String subject, String what, @Nullable String before, @Nullable String after) {}

    /// @param before as of an earlier position than `after`
    public static LogDifference between(Snapshot before, Snapshot after) {
        List<Change> changes = new ArrayList<>();
        Book was = before.book();
        Book is = after.book();
        for (String id : new TreeSet<>(is.projects().keySet())) {
            project(id, was, is, changes);
        }
        for (String id : new TreeSet<>(is.rounds().keySet())) {
            round(id, before, after, changes);
        }
        for (String id : new TreeSet<>(is.studies().keySet())) {
            study(id, was, is, changes);
        }
        for (String id : new TreeSet<>(is.launches().keySet())) {
            change(
                    "launch/" + id,
                    "state",
                    LogDifference.map(was.launches().get(id), LogDifference::state),
                    state(is.launch(id)),
                    changes);
        }
        return new LogDifference(was.position(), is.position(), List.copyOf(changes));
    }

    private static void project(String id, Book was, Book is, List<Change> changes) {
        Project now = Objects.requireNonNull(is.project(id));
        Project then = was.project(id);
        String subject = "project/" + id;
        change(subject, "project", map(then, p -> p.facts().title()), now.facts().title(), changes);
        change(subject, "live configuration", map(then, p -> live(p)), live(now), changes);
    }

    private static @Nullable String live(Project project) {
        Project.Baseline baseline = project.baseline();
        if (baseline == null) {
            return null;
        }
        Double value = baseline.value();
        return "%s, %s"
                .formatted(
                        value == null ? "not measured" : Formats.value(project.objective(), value),
                        configuration(baseline.configuration()));
    }

    /// As on the pages: each name with its value.
    private static String configuration(Configuration configuration) {
        return configuration.values().entrySet().stream()
                .map(e -> "%s %s".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static void round(String id, Snapshot before, Snapshot after, List<Change> changes) {
        Round now = Objects.requireNonNull(after.book().round(id));
        Round then = before.book().round(id);
        String subject = "round/" + id;
        change(
                subject,
                "round",
                map(then, r -> "asked: " + r.facts().goal().question()),
                "asked: " + now.facts().goal().question(),
                changes);
        change(subject, "conclusion", map(then, Round::conclusion), now.conclusion(), changes);
        change(
                subject,
                "roles",
                map(then, r -> Formats.plural(r.roles().size(), "hyperparameter")),
                Formats.plural(now.roles().size(), "hyperparameter"),
                changes);
        change(
                subject,
                "answers",
                map(then, r -> Integer.toString(r.answers().size())),
                Integer.toString(now.answers().size()),
                changes);
        change(
                subject,
                "notes",
                map(then, r -> Integer.toString(r.notes().size())),
                Integer.toString(now.notes().size()),
                changes);
        Map<String, String> thought = then == null ? Map.of() : verdicts(before, then);
        verdicts(after, now)
                .forEach((question, verdict) ->
                        change(subject, question, thought.get(question), verdict, changes));
    }

    private static Map<String, String> verdicts(Snapshot s, Round round) {
        return Checklist.of(s.book(), s.curves(), round).stream()
                .collect(
                        Collectors.toMap(
                                f -> f.question().title(),
                                LogDifference::verdict,
                                (a, b) -> a,
                                java.util.LinkedHashMap::new));
    }

    private static String verdict(Finding finding) {
        return finding.verdict().name().toLowerCase(java.util.Locale.ROOT) + ": " + finding.label();
    }

    private static void study(String id, Book was, Book is, List<Change> changes) {
        Study now = Objects.requireNonNull(is.study(id));
        Study then = was.study(id);
        String subject = "study/" + id;
        change(subject, "state", map(then, s -> state(s)), state(now), changes);
        for (String state : List.of("completed", "infeasible", "abandoned")) {
            change(
                    subject,
                    "trials " + state,
                    map(then, s -> count(was, s, state)),
                    count(is, now, state),
                    changes);
        }
        Objective objective = is.projectOf(is.roundOf(now)).objective();
        change(
                subject,
                "best",
                map(then, s -> best(was, s, objective)),
                best(is, now, objective),
                changes);
    }

    private static String count(Book book, Study study, String state) {
        long n = book.trialsOf(study).stream().filter(t -> t.state().equals(state)).count();
        return Long.toString(n);
    }

    private static @Nullable String best(Book book, Study study, Objective objective) {
        Trial.@Nullable Completed best = null;
        for (Trial trial : book.trialsOf(study)) {
            if (trial instanceof Trial.Completed c
                    && (best == null || objective.better(c.value(), best.value()))) {
                best = c;
            }
        }
        return best == null
                ? null
                : "%s in trial %d".formatted(Formats.value(objective, best.value()), best.number());
    }

    private static String state(Study study) {
        return study.state().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String state(Launch launch) {
        return switch (launch) {
            case Launch.Proposed p -> "proposed";
            case Launch.Decided d ->
                    "decided: " + d.decision().decision().name().toLowerCase(java.util.Locale.ROOT);
            case Launch.Reverted r -> "reverted: " + r.why();
        };
    }

    private static <T> @Nullable String map(@Nullable T value, Function<T, @Nullable String> f) {
        return value == null ? null : f.apply(value);
    }

    private static void change(
            String subject,
            String what,
            @Nullable String before,
            @Nullable String after,
            List<Change> changes) {
        boolean nothing = before == null && Objects.equals(after, "0");
        if (!Objects.equals(before, after) && !nothing) {
            changes.add(new Change(subject, what, before, after));
        }
    }
}
