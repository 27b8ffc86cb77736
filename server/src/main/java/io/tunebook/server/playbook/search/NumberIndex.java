package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event.StudyCreated;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which numbers of a study are held by trials (see [Proposals]), kept up to date trial by trial;
/// for searches that are not adaptive.
///
/// A number is held by the trials whose seed determines it. Every other trial holds the lowest
/// number of a point with its configuration that is free then. Because configurations do not share
/// numbers, it is enough to count these other trials for each configuration.
final class NumberIndex {
    private final StudyCreated facts;
    private final int widenings;
    private final @Nullable SearchSpace before;
    private final int repeats;
    private final PointTable points;

    /// The numbers that a seed determines.
    private final BitSet seeded = new BitSet();

    /// How many trials more than one have the seed of a number.
    private final Map<Integer, Integer> doubles = new HashMap<>();

    /// The trials that are neither abandoned nor started, by number.
    private final TreeMap<Integer, Trial> proposed = new TreeMap<>();

    private long position;
    private int trials;
    private String last = "";
    private int abandoned;
    private int inside;
    private CoveredPoints covered;

    /// No number below it is free.
    private int low;

    NumberIndex(Study study) {
        this.facts = study.facts();
        this.widenings = study.earlier().size();
        this.repeats = facts.repeats();
        this.covered = CoveredPoints.of(study, 0);
        this.before = covered.before();
        this.points = new PointTable(facts, before);
    }

    /// Whether the study is this one with the same trials or further ones.
    boolean precedes(Book book, Study study) {
        return position <= book.position()
                && Objects.equals(facts, study.facts())
                && widenings == study.earlier().size()
                && trials <= study.trials().size()
                && abandoned <= study.abandoned().size()
                && (trials == 0 || last.equals(study.trials().get(trials - 1)));
    }

    /// The number of trials, with the abandoned ones.
    int trials() {
        return trials;
    }

    void follow(Book book, Study study) {
        position = book.position();
        proposed.values()
                .removeIf(t -> {
                    Trial now = trial(book, t.id());
                    if (now.started() == null) {
                        return false;
                    }
                    removeOther(t.configuration());
                    add(now);
                    return true;
                });
        for (; trials < study.trials().size(); trials++) {
            last = study.trials().get(trials);
            Trial t = trial(book, last);
            count(t.configuration(), 1);
            add(t);
        }
        for (; abandoned < study.abandoned().size(); abandoned++) {
            remove(trial(book, study.abandoned().get(abandoned)));
        }
        CoveredPoints now = CoveredPoints.of(study, inside);
        if (now.points() < covered.points()) {
            low = Math.min(low, now.points() * repeats);
        }
        covered = now;
    }

    private static Trial trial(Book book, String id) {
        return Objects.requireNonNull(book.trial(id));
    }

    private void count(Configuration c, int more) {
        if (before != null && CoveredPoints.inside(before, c)) {
            inside += more;
        }
    }

    private void add(Trial t) {
        int number = seeded(t);
        if (number < 0) {
            points.entry(t.configuration()).others++;
            if (t.started() == null) {
                proposed.put(t.number(), t);
            }
        } else if (seeded.get(number)) {
            doubles.merge(number, 1, Integer::sum);
            points.entry(t.configuration()).others++;
        } else {
            seeded.set(number);
            points.share(t.configuration());
        }
    }

    private void remove(Trial t) {
        count(t.configuration(), -1);
        boolean wasProposed = proposed.remove(t.number()) != null;
        int number = wasProposed ? -1 : seeded(t);
        if (number < 0) {
            removeOther(t.configuration());
        } else if (doubles.containsKey(number)) {
            doubles.computeIfPresent(number, (n, more) -> more == 1 ? null : more - 1);
            removeOther(t.configuration());
        } else {
            seeded.clear(number);
            low = Math.min(low, number);
        }
    }

    private void removeOther(Configuration c) {
        PointTable.Entry entry = points.entry(c);
        entry.others--;
        low = Math.min(low, Math.max(0, entry.first()) * repeats);
        points.clean(entry);
    }

    /// The number that the trial's seed determines, -1 for none.
    private int seeded(Trial t) {
        Trial.Start start = t.started();
        long number = start == null ? -1 : start.seed() - Proposals.base(facts, widenings);
        return number >= 0
                        && number < Proposals.NUMBERS
                        && points.configuration((int) number / repeats).equals(t.configuration())
                ? (int) number
                : -1;
    }

    int planned() {
        return facts.trials() + covered.points() * repeats;
    }

    Configuration configuration(int number) {
        return points.configuration(number / repeats);
    }

    /// The lowest free number, first among points that do not repeat a configuration.
    int free() {
        int planned = planned();
        if (!facts.algorithm().listed()) {
            for (int i = seeded.nextClearBit(low); i < planned; i = seeded.nextClearBit(i + 1)) {
                if (isFreeAndNew(i)) {
                    low = i;
                    return i;
                }
            }
            low = Math.max(low, planned);
        }
        Map<PointTable.Entry, Integer> others = new HashMap<>();
        int i = seeded.nextClearBit(0);
        while (i < planned) {
            PointTable.Entry entry = points.at(i / repeats);
            int rest = others.getOrDefault(entry, entry.others);
            if (rest == 0) {
                return i;
            }
            others.put(entry, rest - 1);
            i = seeded.nextClearBit(i + 1);
        }
        return i;
    }

    private boolean isFreeAndNew(int number) {
        int point = number / repeats;
        PointTable.Entry entry = points.at(point);
        if (entry.first() != point || (entry.inside && point < covered.points())) {
            return false;
        }
        int lower = 0;
        for (int i = point * repeats; i < number; i++) {
            lower += seeded.get(i) ? 0 : 1;
        }
        return lower >= entry.others;
    }

    /// The seed of a trial that is proposed and not started. Those proposed after it do not count.
    long seed(Trial trial) {
        Configuration wanted = trial.configuration();
        PointTable.Entry entry = points.entry(wanted);
        int others = entry.others;
        for (Trial later : proposed.tailMap(trial.number(), true).values()) {
            others -= later.configuration().equals(wanted) ? 1 : 0;
        }
        return Proposals.base(facts, widenings) + lowest(entry, others, wanted);
    }

    /// The lowest number of the configuration that is free after so many others took theirs.
    private int lowest(PointTable.Entry entry, int others, Configuration wanted) {
        int planned = planned();
        int rest = others;
        for (int p = 0; points.has(entry, p, Math.ceilDiv(planned, repeats)); p++) {
            int first = entry.point(p) * repeats;
            for (int i = first; i < Math.min(first + repeats, planned); i++) {
                if (!seeded.get(i) && rest-- == 0) {
                    return i;
                }
            }
        }
        return Proposals.unplanned(wanted);
    }
}
