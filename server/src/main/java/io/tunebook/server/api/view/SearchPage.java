package io.tunebook.server.api.view;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Projects, rounds, studies and trials whose names have all words of a query.
public record SearchPage(long position, List<Hit> hits) {
    private static final int MAX_HITS = 20;
    private static final Pattern NUMBERED = Pattern.compile("\\btrial\\s+(\\d+)(?!\\S)");

    /// The kinds of hits, in the order of the list.
    public enum Kind {
        PROJECT,
        ROUND,
        STUDY,
        TRIAL
    }

    /// @param title its name or question
    /// @param place what contains it; empty for a project
    public record Hit(Kind kind, String id, String title, String place) {}

    /// The hits of a query. `trial 12` with other words means the trial of that number in the
    /// studies that the other words name. An empty query has no hits.
    public static SearchPage of(Book book, String query) {
        String text = query.strip().toLowerCase(Locale.ROOT);
        List<Hit> hits = new ArrayList<>();
        Matcher numbered = NUMBERED.matcher(text);
        if (numbered.find()) {
            numbered(book, numbered.group(1), words(numbered.replaceFirst(" ")), hits);
        } else if (!text.isEmpty()) {
            Trial exact = book.trial(query.strip());
            if (exact != null) {
                hits.add(hit(book, exact));
            }
            projects(book, words(text), hits);
            rounds(book, words(text), hits);
            studies(book, words(text), hits);
        }
        return new SearchPage(book.position(), hits.stream().distinct().limit(MAX_HITS).toList());
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    private static void numbered(Book book, String number, List<String> words, List<Hit> hits) {
        for (Study s : newest(book)) {
            if (hits.size() < MAX_HITS && left(words, text(book, s)).isEmpty()) {
                book.trialsOf(s).stream()
                        .filter(t -> number.equals(Integer.toString(t.number())))
                        .map(t -> hit(book, t))
                        .forEach(hits::add);
            }
        }
    }

    private static void projects(Book book, List<String> words, List<Hit> hits) {
        book.projects().values().stream()
                .filter(p -> left(words, "project " + p.id() + " " + p.facts().title()).isEmpty())
                .sorted(Comparator.comparing(Project::id))
                .map(p -> new Hit(Kind.PROJECT, p.id(), p.facts().title(), ""))
                .forEach(hits::add);
    }

    private static void rounds(Book book, List<String> words, List<Hit> hits) {
        book.rounds().values().stream()
                .filter(r -> left(words, text(book, r)).isEmpty())
                .sorted(Comparator.comparingLong((Round r) -> r.opened().position()).reversed())
                .limit(MAX_HITS)
                .map(r ->
                        new Hit(
                                Kind.ROUND,
                                r.id(),
                                "Round %d: %s"
                                        .formatted(r.facts().number(), r.facts().goal().question()),
                                book.projectOf(r).facts().title()))
                .forEach(hits::add);
    }

    /// Studies, then trials: words that the study's own names do not have are those of a trial.
    private static void studies(Book book, List<String> words, List<Hit> hits) {
        List<Hit> trials = new ArrayList<>();
        for (Study s : newest(book)) {
            List<String> left = left(words, text(book, s));
            if (left.isEmpty()) {
                hits.add(new Hit(Kind.STUDY, s.id(), s.label(), place(book, s)));
            } else if (trials.size() < MAX_HITS) {
                s.trials().stream()
                        .filter(id -> left(left, id).isEmpty())
                        .limit(MAX_HITS)
                        .forEach(id ->
                                trials.add(hit(book, Objects.requireNonNull(book.trial(id)))));
            }
        }
        hits.addAll(trials);
    }

    private static List<Study> newest(Book book) {
        return book.studies().values().stream()
                .sorted(Comparator.comparingLong((Study s) -> s.created().position()).reversed())
                .toList();
    }

    private static Hit hit(Book book, Trial trial) {
        Study study = book.studyOf(trial);
        return new Hit(
                Kind.TRIAL,
                trial.id(),
                "Trial %d of %s".formatted(trial.number(), study.label()),
                place(book, study));
    }

    private static String place(Book book, Study study) {
        Round round = book.roundOf(study);
        return "%s, round %d"
                .formatted(book.projectOf(round).facts().title(), round.facts().number());
    }

    private static String text(Book book, Round r) {
        Project project = book.projectOf(r);
        return "round %d %s %s %s"
                .formatted(
                        r.facts().number(),
                        r.id(),
                        r.facts().goal().question(),
                        project.facts().title());
    }

    private static String text(Book book, Study s) {
        return "study %s %s %s %s"
                .formatted(s.id(), s.facts().name(), s.label(), text(book, book.roundOf(s)));
    }

    /// The words that a text does not have.
    private static List<String> left(List<String> words, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> left = new ArrayList<>(0);
        for (String word : words) {
            if (!lower.contains(word)) {
                left.add(word);
            }
        }
        return left;
    }
}
