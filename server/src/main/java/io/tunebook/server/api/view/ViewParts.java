package io.tunebook.server.api.view;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event.Mark;
import io.tunebook.events.FindingRecord;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Trainer;
import io.tunebook.server.model.Annotations;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Records that several pages share.
public final class ViewParts {
    private ViewParts() {}

    public record ProjectRef(String id, String title, Objective objective) {
        static ProjectRef of(Project p) {
            return new ProjectRef(p.id(), p.facts().title(), p.objective());
        }
    }

    public record RoundRef(String id, int number, Goal goal) {
        static RoundRef of(Round r) {
            return new RoundRef(r.id(), r.facts().number(), r.facts().goal());
        }
    }

    /// A reference to a trial, with its objective.
    public record ScoredTrial(String trial, int number, String study, String label, double value) {
        static ScoredTrial of(Book book, Trial.Completed t) {
            Study study = book.studyOf(t);
            return new ScoredTrial(t.id(), t.number(), study.id(), study.label(), t.value());
        }
    }

    /// @param place the index among the studies of its round, from 0, which selects its colour
    public record StudyPart(
            String id,
            int place,
            String name,
            String label,
            Configuration settings,
            Algorithm algorithm,
            String state,
            int planned,
            long proposed,
            long running,
            long completed,
            long infeasible,
            long abandoned,
            @Nullable ScoredTrial best,
            @Nullable Double secondsLeft,
            Trainer trainer,
            Reproduction reproduction) {}

    /// A trial.
    ///
    /// @param measurements the first 100 by name
    public record TrialPart(
            String id,
            int number,
            String state,
            Configuration configuration,
            @Nullable Double value,
            @Nullable Long bestStep,
            @Nullable Long steps,
            @Nullable Double seconds,
            @Nullable String reason,
            @Nullable String backend,
            @Nullable String device,
            @Nullable Long seed,
            Map<String, Double> measurements,
            @Nullable AnnotationsPart annotations) {
        private static final int MAX_MEASUREMENTS = 100;

        static TrialPart of(Book book, Trial t) {
            AnnotationsPart annotations = AnnotationsPart.of(book.annotations().of(t));
            Trial.Start start = t.started();
            String backend = start == null ? null : start.backend();
            String device = start == null ? null : start.device();
            Long seed = start == null ? null : start.seed();
            return switch (t) {
                case Trial.Completed c ->
                        new TrialPart(
                                t.id(),
                                t.number(),
                                t.state(),
                                t.configuration(),
                                c.value(),
                                c.bestStep(),
                                c.steps(),
                                c.seconds(),
                                null,
                                backend,
                                device,
                                seed,
                                first(c.measurements()),
                                annotations);
                case Trial.Infeasible i -> ended(t, i.reason(), i.step(), annotations);
                case Trial.Abandoned a -> ended(t, a.why(), null, annotations);
                case Trial.Proposed p -> ended(t, null, null, annotations);
                case Trial.Running r -> ended(t, null, null, annotations);
            };
        }

        /// The first measurements by name: with thousands of them, all would be most of a page. The
        /// exports have all.
        private static Map<String, Double> first(Map<String, Double> all) {
            if (all.size() <= MAX_MEASUREMENTS) {
                return all;
            }
            Map<String, Double> first = new TreeMap<>();
            all.keySet().stream()
                    .sorted()
                    .limit(MAX_MEASUREMENTS)
                    .forEach(name -> first.put(name, all.getOrDefault(name, Double.NaN)));
            return first;
        }

        private static TrialPart ended(
                Trial t,
                @Nullable String reason,
                @Nullable Long steps,
                @Nullable AnnotationsPart annotations) {
            Trial.Start start = t.started();
            return new TrialPart(
                    t.id(),
                    t.number(),
                    t.state(),
                    t.configuration(),
                    null,
                    null,
                    steps,
                    null,
                    reason,
                    start == null ? null : start.backend(),
                    start == null ? null : start.device(),
                    start == null ? null : start.seed(),
                    Map.of(),
                    annotations);
        }
    }

    /// What people have added to a trial.
    public record AnnotationsPart(
            boolean starred,
            boolean pinned,
            boolean hidden,
            List<String> tags,
            List<NotePart> notes) {
        /// Null without annotations.
        static @Nullable AnnotationsPart of(Annotations.OfTrial a) {
            return a.marks().isEmpty() && a.tags().isEmpty() && a.notes().isEmpty()
                    ? null
                    : new AnnotationsPart(
                            a.marks().contains(Mark.STAR),
                            a.marks().contains(Mark.PIN),
                            a.marks().contains(Mark.HIDE),
                            List.copyOf(a.tags()),
                            a.notes().stream().map(NotePart::of).toList());
        }
    }

    /// A saved view of a study's table of trials.
    public record ViewPart(String name, String query) {
        /// The study's views by name.
        static List<ViewPart> of(Book book, Study study) {
            return new TreeMap<>(book.annotations().viewsOf(study))
                    .entrySet().stream().map(e -> new ViewPart(e.getKey(), e.getValue())).toList();
        }
    }

    public record AnswerPart(
            String verdict,
            String note,
            String actor,
            long position,
            Instant recordedAt,
            FindingRecord finding) {
        static AnswerPart of(Round.Answer a) {
            return new AnswerPart(
                    a.facts().verdict(),
                    a.facts().note(),
                    a.at().actor(),
                    a.at().position(),
                    a.at().recordedAt(),
                    a.facts().finding());
        }
    }

    /// @param text the Markdown source
    /// @param html safe HTML made from it
    public record NotePart(
            String text, String html, String actor, long position, Instant recordedAt) {
        static NotePart of(Round.Note n) {
            return new NotePart(
                    n.text(),
                    SafeMarkdown.html(n.text()),
                    n.at().actor(),
                    n.at().position(),
                    n.at().recordedAt());
        }
    }
}
