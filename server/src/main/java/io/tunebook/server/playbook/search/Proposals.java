package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event.StudyCreated;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The next configuration of a study, its settings and a point of its space together, and the
/// training seed of a trial: pure functions of the model, so that a crash neither repeats nor skips
/// a point.
///
/// The trials of a study are numbered, and a trial's seed determines its number. Each point has as
/// many numbers as the study repeats it, one after another: trial `i` of a study with `r` repeats
/// is repeat `i mod r` of point `i / r`. An abandoned trial frees its number. When bounds are
/// widened (PB-25), numbers start again from 0 over the wider space, and earlier trials cover
/// points of it (see [CoveredPoints]).
public final class Proposals {
    /// The maximum number of points over one space.
    static final long NUMBERS = 10_000_000L;

    private final Book book;
    private final Study study;
    private final Search search;
    private final List<Trial> countedTrials;
    private final int repeats;

    /// The configurations of the trials that have a number.
    private final Map<Integer, Configuration> held = new HashMap<>();

    private final CoveredPoints covered;

    private Proposals(Book book, Study study) {
        this.book = book;
        this.study = study;
        var facts = study.facts();
        int points = Math.ceilDiv(facts.trials(), facts.repeats());
        this.search = new Search(facts.space(), facts.algorithm(), points);
        this.repeats = facts.repeats();
        this.countedTrials = countedTrials(book, study);
        this.covered = CoveredPoints.of(study, countedTrials);
    }

    /// The study's trials without the abandoned ones, whose points are run again.
    public static List<Trial> countedTrials(Book book, Study study) {
        return book.trialsOf(study).stream().filter(t -> !(t instanceof Trial.Abandoned)).toList();
    }

    /// The number of the [#countedTrials] of a study that is not of tracked runs.
    public static int count(Study study) {
        return study.trials().size() - study.abandoned().size();
    }

    /// Whether every trial of the study is finished. The newest are likely to run.
    public static boolean isDone(Book book, Study study) {
        if (count(study) < study.facts().trials()) {
            return false;
        }
        for (int i = study.trials().size() - 1; i >= 0; i--) {
            Trial t = book.trial(study.trials().get(i));
            if (t instanceof Trial.Proposed || t instanceof Trial.Running) {
                return false;
            }
        }
        return true;
    }

    /// The next configuration; empty when the study has all of its planned trials.
    public static Optional<Configuration> next(Book book, Study study) {
        Proposals proposals = new Proposals(book, study);
        if (proposals.countedTrials.size() >= study.facts().trials()) {
            return Optional.empty();
        }
        proposals.hold(proposals.countedTrials);
        return Optional.of(proposals.configuration(proposals.free()));
    }

    /// The training seed of a proposed trial: the same for the same point of the same study, also
    /// when it is rerun after a crash.
    public static long seed(Book book, Trial trial) {
        Study study = book.studyOf(trial);
        Proposals proposals = new Proposals(book, study);
        proposals.hold(
                proposals.countedTrials.stream()
                        .filter(t ->
                                !t.id().equals(trial.id())
                                        && (t.started() != null || t.number() < trial.number()))
                        .toList());
        return proposals.base() + proposals.matching(trial.configuration());
    }

    /// Which of the study's trials of this configuration the next one is, from 0; always 0 in a
    /// study that does not repeat its configurations.
    public static int repeat(Book book, Study study, Configuration configuration) {
        if (study.facts().repeats() == 1) {
            return 0;
        }
        Set<Integer> taken = new HashSet<>();
        for (Trial t : countedTrials(book, study)) {
            if (t.configuration().equals(configuration)) {
                taken.add(t.spec().repeat());
            }
        }
        int repeat = 0;
        while (taken.contains(repeat) && repeat < study.facts().repeats() - 1) {
            repeat++;
        }
        return repeat;
    }

    private long base() {
        return base(study.facts(), study.earlier().size());
    }

    /// The seed of number 0.
    static long base(StudyCreated facts, int widenings) {
        return facts.algorithm().seed() * 1_000_003L + widenings * NUMBERS;
    }

    private void hold(List<Trial> trials) {
        List<Trial> unnumbered = new ArrayList<>();
        for (Trial t : trials) {
            Trial.Start start = t.started();
            long index = start == null ? -1 : start.seed() - base();
            boolean known = index >= 0 && index < NUMBERS && fits((int) index, t.configuration());
            if (!known || held.putIfAbsent((int) index, t.configuration()) != null) {
                unnumbered.add(t);
            }
        }
        for (Trial t : unnumbered) {
            int index = matching(t.configuration());
            if (index < NUMBERS) {
                held.put(index, t.configuration());
            }
        }
    }

    /// Whether the number can be a trial's of this configuration. An adaptive search can propose
    /// any configuration at a point, but only one.
    private boolean fits(int index, Configuration wanted) {
        if (!search.adaptive()) {
            return configuration(index).equals(wanted);
        }
        Configuration other = repeated(index);
        return other == null || other.equals(wanted);
    }

    /// The configuration of the other trials of the number's point; null when there is none.
    private @Nullable Configuration repeated(int index) {
        int first = index - index % repeats;
        for (int i = first; i < first + repeats; i++) {
            if (held.containsKey(i)) {
                return held.get(i);
            }
        }
        return null;
    }

    /// The lowest free number of a point with this configuration; past all numbers when none has.
    private int matching(Configuration wanted) {
        int planned = planned();
        if (search.adaptive()) {
            for (int i = 0; i < planned; i++) {
                if (!held.containsKey(i) && wanted.equals(repeated(i))) {
                    return i;
                }
            }
        }
        for (int i = 0; i < planned; i++) {
            if (!held.containsKey(i) && fits(i, wanted)) {
                return i;
            }
        }
        return unplanned(wanted);
    }

    /// The number of a configuration that the study would not have proposed.
    static int unplanned(Configuration wanted) {
        return (int) NUMBERS + Math.floorMod(wanted.hashCode(), 1_000_000);
    }

    private int planned() {
        return study.facts().trials() + covered.points() * repeats;
    }

    /// The lowest free number, first among points that do not repeat a configuration: a space of
    /// few choices has repeats.
    private int free() {
        if (!search.adaptive() && !study.facts().algorithm().listed()) {
            int planned = planned();
            Map<Configuration, Integer> seen = new HashMap<>();
            for (int i = 0; i < planned; i++) {
                Configuration c = configuration(i);
                boolean first = seen.merge(c, i / repeats, (earlier, _) -> earlier) == i / repeats;
                if (first && !held.containsKey(i) && !covered.covers(i / repeats, c)) {
                    return i;
                }
            }
        }
        int i = 0;
        while (held.containsKey(i)) {
            i++;
        }
        return i;
    }

    /// The configuration of a number.
    private Configuration configuration(int index) {
        Configuration same = search.adaptive() ? repeated(index) : null;
        if (same != null) {
            return same;
        }
        Configuration point =
                search.point(index / repeats, search.adaptive() ? known() : List.of());
        return study.facts().settings().with(point);
    }

    private List<Observation> known() {
        Objective objective = book.projectOf(book.roundOf(study)).facts().objective();
        double sign = objective.direction() == Direction.MINIMIZE ? 1 : -1;
        List<Observation> known = new ArrayList<>(EarlierTrials.of(book, study, sign));
        for (Trial t : countedTrials) {
            known.add(
                    switch (t) {
                        case Trial.Completed c ->
                                new Observation.Measured(c.configuration(), sign * c.value());
                        case Trial.Infeasible i -> new Observation.Failed(i.configuration());
                        case Trial.Proposed p -> new Observation.Pending(p.configuration());
                        case Trial.Running r -> new Observation.Pending(r.configuration());
                        case Trial.Abandoned a ->
                                throw new IllegalStateException(
                                        "an abandoned trial has no observation");
                    });
        }
        return known;
    }
}
