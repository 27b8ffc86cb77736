package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The index proposes exactly what the pure functions propose.
class StudyProposalsTest {
    private static final List<Value> CHOICES =
            List.of(new Value.Int(0), new Value.Int(1), new Value.Int(2));

    private EventStory story = EventStory.opened();
    private StudyProposals indexed = new StudyProposals();
    private SplittableRandom random = new SplittableRandom(0);
    private final List<Book> earlier = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private Book book() {
        return story.snapshot().book();
    }

    private Study study() {
        return study(book());
    }

    private static Study study(Book book) {
        return Objects.requireNonNull(book.study("s"));
    }

    @ParameterizedTest
    @EnumSource(names = {"HALTON", "SOBOL", "RANDOM", "GRID", "LIST", "RERUN", "BAYESIAN"})
    void randomHistoriesHaveTheProposalsAndSeedsOfThePureFunctions(Algorithm.Kind kind) {
        boolean adaptive = kind == Algorithm.Kind.BAYESIAN;
        for (int chance = 0; chance < (adaptive ? 3 : 12); chance++) {
            random = new SplittableRandom(chance);
            story = EventStory.opened();
            indexed = new StudyProposals();
            earlier.clear();
            create(kind, adaptive ? 8 : 8 + random.nextInt(16), 1 + chance % 3);
            for (int step = 0; step < (adaptive ? 30 : 80); step++) {
                happen(step);
            }
        }
        if (!adaptive) {
            assertThat(seen)
                    .contains("foreign", "double", "abandoned", "widened", "done", "repeated");
        }
    }

    private void create(Algorithm.Kind kind, int trials, int repeats) {
        List<Configuration> listed = new ArrayList<>();
        if (kind == Algorithm.Kind.LIST || kind == Algorithm.Kind.RERUN) {
            // One configuration twice.
            for (int i = 0; i < 5; i++) {
                listed.add(configuration(i % 4 / 10.0, i % 2));
            }
        }
        story.then(
                new Event.StudyCreated(
                        "s",
                        "p-r1",
                        "S",
                        new Configuration(Map.of("width", new Value.Int(8))),
                        space(random.nextInt(3)),
                        new Algorithm(kind, random.nextInt(5), listed),
                        trials,
                        Trainer.EXTERNAL,
                        new Reproduction("cmd", "1", "data", "00"),
                        repeats));
        story.then(new Event.StudyStarted("s"));
    }

    /// Of one number, of one number and a choice, or of choices alone, whose points repeat.
    private static SearchSpace space(int kind) {
        Parameter x = Parameter.always("x", new Domain.Linear(0, 1));
        Parameter coin = Parameter.always("c", new Domain.Categorical(CHOICES));
        return new SearchSpace(
                switch (kind) {
                    case 0 -> List.of(x);
                    case 1 -> List.of(x, coin);
                    default -> List.of(coin);
                });
    }

    private static Configuration configuration(double x, int c) {
        return new Configuration(
                Map.of("x", new Value.Real(x), "c", CHOICES.get(c), "width", new Value.Int(8)));
    }

    private void happen(int step) {
        if (random.nextInt(40) == 0) {
            earlier.add(book());
        }
        if (random.nextInt(100) == 0) {
            // The server restarts.
            indexed = new StudyProposals();
        }
        if (!earlier.isEmpty() && random.nextInt(30) == 0) {
            compare(earlier.get(random.nextInt(earlier.size())));
        }
        double event = random.nextDouble();
        if (event < 0.5) {
            propose();
        } else if (event < 0.98) {
            List<Trial> open =
                    book().trialsOf(study()).stream()
                            .filter(t -> t instanceof Trial.Proposed || t instanceof Trial.Running)
                            .toList();
            if (!open.isEmpty()) {
                change(open.get(random.nextInt(open.size())));
            }
        } else if (step > 20) {
            extend();
        }
    }

    private Optional<Configuration> compare(Book book) {
        Study study = study(book);
        Optional<Configuration> next = Proposals.next(book, study);
        assertThat(indexed.next(book, study)).isEqualTo(next);
        for (Trial t : book.trialsOf(study)) {
            if (t instanceof Trial.Proposed || random.nextInt(20) == 0) {
                assertThat(indexed.seed(book, t)).isEqualTo(Proposals.seed(book, t));
            }
        }
        return next;
    }

    private void propose() {
        Optional<Configuration> next = compare(book());
        if (next.isEmpty()) {
            seen.add("done");
            return;
        }
        Configuration c = next.get();
        if (random.nextInt(10) == 0) {
            seen.add("foreign");
            List<Trial> all = book().trialsOf(study());
            c =
                    all.isEmpty() || random.nextBoolean()
                            ? configuration(random.nextInt(4) / 10.0, random.nextInt(3))
                            : all.get(random.nextInt(all.size())).configuration();
        }
        int number = study().trials().size();
        int repeat = Proposals.repeat(book(), study(), c);
        if (repeat > 0) {
            seen.add("repeated");
        }
        story.then(new Event.TrialProposed("s-t" + number, "s", number, c, repeat));
    }

    private void change(Trial t) {
        if (random.nextInt(5) == 0) {
            seen.add("abandoned");
            story.then(new Event.TrialAbandoned(t.id(), "crash"));
        } else if (t.started() != null) {
            double value = random.nextDouble();
            story.then(
                    random.nextInt(5) == 0
                            ? new Event.TrialInfeasible(
                                    t.id(), InfeasibleKind.OTHER, "no memory", 1L)
                            : new Event.TrialCompleted(t.id(), value, 1, 1, 1, Map.of()));
        } else if (random.nextInt(10) == 0) {
            story.then(
                    new Event.TrialInfeasible(t.id(), InfeasibleKind.OTHER, "never started", 0L));
        } else {
            long seed = Proposals.seed(book(), t);
            assertThat(indexed.seed(book(), t)).isEqualTo(seed);
            if (random.nextInt(12) == 0) {
                seen.add("double");
                List<Trial> all = book().trialsOf(study());
                Trial.Start other = all.get(random.nextInt(all.size())).started();
                seed = other == null ? random.nextInt() : other.seed();
            }
            story.then(new Event.TrialStarted(t.id(), "cpu", "test", seed));
        }
    }

    private void extend() {
        boolean wide = random.nextBoolean();
        List<Parameter> parameters = new ArrayList<>();
        for (Parameter p : study().facts().space().parameters()) {
            parameters.add(
                    wide && p.domain() instanceof Domain.Linear(double low, double high)
                            ? Parameter.always(p.name(), new Domain.Linear(low, high + 1))
                            : p);
        }
        if (wide) {
            seen.add("widened");
        }
        int trials = study().facts().trials() + 5;
        story.then(new Event.StudyExtended("s", new SearchSpace(parameters), trials, "more"));
    }

    @Test
    void anAskInALargeStudyLooksAtNoOtherTrial() {
        create(Algorithm.Kind.HALTON, 5_000, 1);
        for (int i = 0; i < 4_000; i++) {
            Configuration c = indexed.next(book(), study()).orElseThrow();
            story.then(new Event.TrialProposed("s-t" + i, "s", i, c, 0));
            long seed = indexed.seed(book(), Objects.requireNonNull(book().trial("s-t" + i)));
            story.then(new Event.TrialStarted("s-t" + i, "cpu", "test", seed));
        }
        assertThat(indexed.isQuick(study())).isTrue();
        assertThat(indexed.next(book(), study())).isEqualTo(Proposals.next(book(), study()));
        assertThat(new StudyProposals().isQuick(study())).isFalse();
    }
}
