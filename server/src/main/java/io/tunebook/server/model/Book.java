package io.tunebook.server.model;

import io.tunebook.events.Event;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// The state of everything but the curves ([Curves]) as of a position of the log.
///
/// The maps share structure with those of earlier positions, so an old book needs little memory and
/// time travel is fast.
public record Book(
        long position,
        PMap<String, Project> projects,
        PMap<String, Round> rounds,
        PMap<String, Study> studies,
        PMap<String, Trial> trials,
        PMap<String, Launch> launches,
        Experiments tracked,
        Annotations annotations) {
    public static final Book EMPTY =
            new Book(
                    0,
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    Experiments.EMPTY,
                    Annotations.EMPTY);

    /// The book after one more event.
    ///
    /// @throws CorruptStream when the event cannot follow the events before it
    public Book fold(Event event, Stamp stamp) {
        return new Fold(this, event, stamp).book();
    }

    public @Nullable Project project(String id) {
        return projects.get(id);
    }

    public @Nullable Round round(String id) {
        return rounds.get(id);
    }

    public @Nullable Study study(String id) {
        return studies.get(id);
    }

    public @Nullable Trial trial(String id) {
        return trials.get(id);
    }

    public List<Trial> trialsOf(Study study) {
        return study.trials().stream().map(id -> present(trials.get(id))).toList();
    }

    public List<Study> studiesOf(Round round) {
        return round.studies().stream().map(id -> present(studies.get(id))).toList();
    }

    public List<Round> roundsOf(Project project) {
        return project.rounds().stream().map(id -> present(rounds.get(id))).toList();
    }

    public Project projectOf(Round round) {
        return present(projects.get(round.facts().project()));
    }

    public Round roundOf(Study study) {
        return present(rounds.get(study.facts().round()));
    }

    public Study studyOf(Trial trial) {
        return present(studies.get(trial.spec().study()));
    }

    public Launch launch(String id) {
        return present(launches.get(id));
    }

    /// The fold never leaves a dangling reference.
    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "the book has a dangling reference");
    }

    /// A mutable copy for a fold by one thread, which uses only the last version.
    Book toTransient() {
        return new Book(
                position,
                TransientMap.of(projects),
                TransientMap.of(rounds),
                TransientMap.of(studies),
                TransientMap.of(trials),
                TransientMap.of(launches),
                tracked.toTransient(),
                annotations);
    }

    /// The persistent book of [#toTransient].
    Book toPersistent() {
        return new Book(
                position,
                TransientMap.done(projects),
                TransientMap.done(rounds),
                TransientMap.done(studies),
                TransientMap.done(trials),
                TransientMap.done(launches),
                tracked.toPersistent(),
                annotations);
    }

    Book at(long next) {
        return new Book(next, projects, rounds, studies, trials, launches, tracked, annotations);
    }

    Book withProject(Project p) {
        return new Book(
                position,
                projects.plus(p.id(), p),
                rounds,
                studies,
                trials,
                launches,
                tracked,
                annotations);
    }

    Book withRound(Round r) {
        return new Book(
                position,
                projects,
                rounds.plus(r.id(), r),
                studies,
                trials,
                launches,
                tracked,
                annotations);
    }

    Book withStudy(Study s) {
        return new Book(
                position,
                projects,
                rounds,
                studies.plus(s.id(), s),
                trials,
                launches,
                tracked,
                annotations);
    }

    Book withTrial(Trial t) {
        Book next =
                new Book(
                        position,
                        projects,
                        rounds,
                        studies,
                        trials.plus(t.id(), t),
                        launches,
                        tracked,
                        annotations);
        return t instanceof Trial.Completed completed ? next.withValueOf(completed) : next;
    }

    /// The project's range of values includes that of the trial.
    @SuppressWarnings("ReferenceEquality")
    private Book withValueOf(Trial.Completed t) {
        Project project = projectOf(roundOf(studyOf(t)));
        return project.values().contains(t.value())
                ? this
                : withProject(project.withValue(t.value()));
    }

    Book withLaunch(Launch l) {
        return new Book(
                position,
                projects,
                rounds,
                studies,
                trials,
                launches.plus(l.id(), l),
                tracked,
                annotations);
    }

    Book withTracked(Experiments next) {
        return new Book(position, projects, rounds, studies, trials, launches, next, annotations);
    }

    Book withAnnotations(Annotations next) {
        return new Book(position, projects, rounds, studies, trials, launches, tracked, next);
    }

    Book withoutTrial(String id) {
        return new Book(
                position,
                projects,
                rounds,
                studies,
                trials.minus(id),
                launches,
                tracked,
                annotations);
    }
}
