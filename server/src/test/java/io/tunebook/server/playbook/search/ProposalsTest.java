package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProposalsTest {
    private EventStory story = EventStory.opened();

    private Book book() {
        return story.snapshot().book();
    }

    private Study study() {
        return Objects.requireNonNull(book().study("s"));
    }

    private void create(Algorithm algorithm, SearchSpace space, int trials) {
        create(algorithm, space, trials, 1);
    }

    private void create(Algorithm algorithm, SearchSpace space, int trials, int repeats) {
        story.then(
                new Event.StudyCreated(
                        "s",
                        "p-r1",
                        "S",
                        Configuration.EMPTY,
                        space,
                        algorithm,
                        trials,
                        Trainer.BUILT_IN,
                        new Reproduction("cmd", "1", "data", "00"),
                        repeats));
        story.then(new Event.StudyStarted("s"));
    }

    private static SearchSpace over(double low, double high) {
        return new SearchSpace(List.of(Parameter.always("x", new Domain.Linear(low, high))));
    }

    private Trial propose() {
        Configuration c = Proposals.next(book(), study()).orElseThrow();
        int number = study().trials().size();
        int repeat = Proposals.repeat(book(), study(), c);
        story.then(new Event.TrialProposed("s-t" + number, "s", number, c, repeat));
        return trial("s-t" + number);
    }

    private Trial trial(String id) {
        return Objects.requireNonNull(book().trial(id));
    }

    private long start(Trial t) {
        long seed = Proposals.seed(book(), t);
        story.then(new Event.TrialStarted(t.id(), "cpu", "test", seed));
        return seed;
    }

    private void complete(Trial t) {
        double x = t.configuration().values().getOrDefault("x", new Value.Real(0)).number();
        story.then(new Event.TrialCompleted(t.id(), (x - 0.3) * (x - 0.3), 1, 1, 1, Map.of()));
    }

    /// Trials that crash, finish and overlap at random have the same points and seeds as trials
    /// that run one by one.
    @ParameterizedTest
    @EnumSource(names = {"HALTON", "SOBOL", "RANDOM", "GRID", "RERUN", "LIST"})
    void noCrashRepeatsOrSkipsAPoint(Algorithm.Kind kind) {
        List<Configuration> points =
                List.of(
                        new Configuration(Map.of("x", new Value.Real(0.1))),
                        new Configuration(Map.of("x", new Value.Real(0.2))));
        boolean listed = kind == Algorithm.Kind.RERUN || kind == Algorithm.Kind.LIST;
        Algorithm algorithm = new Algorithm(kind, 3, listed ? points : List.of());
        for (long chance = 0; chance < 5; chance++) {
            story = EventStory.opened();
            create(algorithm, over(0, 1), 20);
            runWithCrashes(new SplittableRandom(chance));
            Sampler sampler = new Sampler(over(0, 1), algorithm, 20);
            Set<Long> numbers = new HashSet<>();
            for (Trial t : book().trialsOf(study())) {
                if (t instanceof Trial.Completed c) {
                    long number = c.start().seed() - 3 * 1_000_003L;
                    numbers.add(number);
                    assertThat(t.configuration()).isEqualTo(sampler.configuration((int) number));
                }
            }
            assertThat(numbers).as("chance %d", chance).hasSize(20).allMatch(n -> n < 20);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HALTON", "GRID", "LIST", "BAYESIAN"})
    void aStudyRepeatsEachConfigurationWithNewSeeds(Algorithm.Kind kind) {
        List<Configuration> listed =
                kind == Algorithm.Kind.LIST
                        ? List.of(
                                new Configuration(Map.of("x", new Value.Real(0.1))),
                                new Configuration(Map.of("x", new Value.Real(0.2))))
                        : List.of();
        create(new Algorithm(kind, 3, listed), over(0, 1), listed.isEmpty() ? 24 : 6, 3);
        runWithCrashes(new SplittableRandom(4));
        Map<Configuration, List<Integer>> repeats = new HashMap<>();
        Set<Long> seeds = new HashSet<>();
        for (Trial t : Proposals.countedTrials(book(), study())) {
            repeats.computeIfAbsent(t.configuration(), _ -> new ArrayList<>())
                    .add(t.spec().repeat());
            seeds.add(Objects.requireNonNull(t.started()).seed());
        }
        assertThat(seeds).hasSize(study().facts().trials());
        assertThat(repeats).hasSize(study().facts().trials() / 3);
        assertThat(repeats.values())
                .allSatisfy(r -> assertThat(r).containsExactlyInAnyOrder(0, 1, 2));
    }

    /// Three workers; sometimes all running trials are abandoned.
    private void runWithCrashes(SplittableRandom random) {
        List<Trial> open = new ArrayList<>();
        while (Proposals.next(book(), study()).isPresent() || !open.isEmpty()) {
            if (open.size() < 3 && Proposals.next(book(), study()).isPresent()) {
                open.add(propose());
            } else if (random.nextDouble() < 0.2) {
                open.forEach(t -> story.then(new Event.TrialAbandoned(t.id(), "crash")));
                open.clear();
            } else {
                Trial t = trial(open.get(random.nextInt(open.size())).id());
                if (t.started() == null) {
                    start(t);
                } else {
                    complete(t);
                    open.removeIf(o -> o.id().equals(t.id()));
                }
            }
        }
    }

    @Test
    void anExtendedStudyContinuesTheSequence() {
        create(new Algorithm(Algorithm.Kind.HALTON, 3), over(0, 1), 5);
        runWithCrashes(new SplittableRandom(1));
        story.then(new Event.StudyFinished("s"));
        story.then(new Event.StudyExtended("s", over(0, 1), 9, "more"));
        assertThat(study().state()).isEqualTo(Study.State.STOPPED);
        runWithCrashes(new SplittableRandom(2));
        Sampler sampler = new Sampler(over(0, 1), new Algorithm(Algorithm.Kind.HALTON, 3), 9);
        Set<Configuration> expected = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            expected.add(sampler.configuration(i));
        }
        assertThat(
                        Proposals.countedTrials(book(), study()).stream()
                                .map(Trial::configuration)
                                .toList())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aWidenedBoundKeepsTrialsAndFillsTheAddedRegionFirst() {
        create(new Algorithm(Algorithm.Kind.HALTON, 3), over(0, 1), 20);
        runWithCrashes(new SplittableRandom(1));
        story.then(new Event.StudyExtended("s", over(0, 2), 40, "the best lie near the bound"));
        runWithCrashes(new SplittableRandom(2));
        List<Trial> all = Proposals.countedTrials(book(), study());
        long inside = all.stream().filter(t -> x(t) <= 1).count();
        assertThat(all).hasSize(40);
        // Twenty trials are inside; the twenty new ones go to the added region.
        assertThat(inside).isBetween(20L, 23L);
        assertThat(study().facts().space()).isEqualTo(over(0, 2));
    }

    @Test
    void whenTheAddedRegionIsAsDenseTheWholeSpaceIsSearched() {
        create(new Algorithm(Algorithm.Kind.SOBOL, 3), over(0, 1), 16);
        runWithCrashes(new SplittableRandom(1));
        story.then(new Event.StudyExtended("s", over(0, 2), 64, "the best lie near the bound"));
        runWithCrashes(new SplittableRandom(2));
        long inside =
                Proposals.countedTrials(book(), study()).stream().filter(t -> x(t) <= 1).count();
        assertThat(inside).isBetween(30L, 34L);
    }

    private static double x(Trial t) {
        return Objects.requireNonNull(t.configuration().values().get("x")).number();
    }

    @Test
    void aBayesianStudyContinuesOverAWidenedSpaceWithAllTrials() {
        create(new Algorithm(Algorithm.Kind.BAYESIAN, 3), over(0.5, 1), 12);
        runWithCrashes(new SplittableRandom(1));
        story.then(new Event.StudyExtended("s", over(0, 1), 20, "the best lie near the bound"));
        runWithCrashes(new SplittableRandom(2));
        double best =
                Proposals.countedTrials(book(), study()).stream()
                        .mapToDouble(t -> ((Trial.Completed) t).value())
                        .min()
                        .orElseThrow();
        assertThat(best).isLessThan(1e-3);
    }

    @Test
    void aSpaceOfFewPointsIsCoveredBeforeAnyIsRepeated() {
        Parameter coin =
                Parameter.always(
                        "x", new Domain.Categorical(List.of(new Value.Int(0), new Value.Int(1))));
        create(new Algorithm(Algorithm.Kind.RANDOM, 3), new SearchSpace(List.of(coin)), 6);
        Configuration first = propose().configuration();
        assertThat(propose().configuration()).isNotEqualTo(first);
        for (int i = 2; i < 6; i++) {
            propose();
        }
        assertThat(Proposals.next(book(), study())).isEmpty();
    }

    @Test
    void aBayesianStudyUsesEarlierStudiesOfItsSpace() {
        story.then(
                        new Event.StudyCreated(
                                "e",
                                "p-r1",
                                "Earlier",
                                Configuration.EMPTY,
                                over(0, 2),
                                new Algorithm(Algorithm.Kind.HALTON, 1),
                                20,
                                new Reproduction("cmd", "1", "data", "00")))
                .then(new Event.StudyStarted("e"));
        for (int i = 0; i < 20; i++) {
            double x = (i + 0.5) / 10;
            Configuration at = new Configuration(Map.of("x", new Value.Real(x)));
            story.then(new Event.TrialProposed("e-t" + i, "e", i, at));
            story.then(new Event.TrialStarted("e-t" + i, "cpu", "test", i));
            story.then(
                    new Event.TrialCompleted("e-t" + i, (x - 0.3) * (x - 0.3), 1, 1, 1, Map.of()));
        }
        create(new Algorithm(Algorithm.Kind.BAYESIAN, 3), over(0, 1), 3);
        assertThat(EarlierTrials.of(book(), study(), 1)).hasSize(10);
        Configuration late = new Configuration(Map.of("x", new Value.Real(0.5)));
        story.then(new Event.TrialProposed("e-t20", "e", 20, late));
        story.then(new Event.TrialStarted("e-t20", "cpu", "test", 20));
        story.then(new Event.TrialCompleted("e-t20", 0, 1, 1, 1, Map.of()));
        assertThat(EarlierTrials.of(book(), study(), 1))
                .as("later results are omitted")
                .hasSize(10);
        assertThat(x(propose())).isBetween(0.25, 0.35);
    }

    @Test
    void trialsOnOtherDataOrWithMoreHyperparametersAreNotUsed() {
        create(new Algorithm(Algorithm.Kind.BAYESIAN, 3), over(0, 1), 3);
        Study study = study();
        assertThat(
                        EarlierTrials.belongs(
                                new Configuration(Map.of("x", new Value.Real(0.5))), study))
                .isTrue();
        assertThat(
                        EarlierTrials.belongs(
                                new Configuration(Map.of("x", new Value.Real(1.5))), study))
                .isFalse();
        assertThat(
                        EarlierTrials.belongs(
                                new Configuration(
                                        Map.of("x", new Value.Real(0.5), "y", new Value.Real(1))),
                                study))
                .isFalse();
    }
}
