package io.tunebook.bench;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventLog;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Sampler;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// A log with one study that agents train: four hyperparameters, a quasi-random sequence.
///
/// @param trials the planned number
record AgentStudy(int trials) {
    static final String ID = "made-r1-s1";
    static final List<String> METRICS = List.of("training/loss", "validation/error");

    /// The steps of one report of a curve.
    static final int STEPS = 10;

    private static final Algorithm ALGORITHM = new Algorithm(Algorithm.Kind.HALTON, 1);
    private static final long FIRST_SEED = 1_000_003;
    private static final SearchSpace SPACE =
            new SearchSpace(
                    List.of(
                            Parameter.always("learning_rate", new Domain.Log(1e-4, 1)),
                            Parameter.always("momentum", new Domain.ReverseLog(0.5, 0.999)),
                            Parameter.always("dropout", new Domain.Linear(0, 0.5)),
                            Parameter.always("batch_size", new Domain.LogInt(16, 1_024))));

    /// Creates the study and starts it.
    void create(EventLog log) {
        ArrayDeque<CompletableFuture<Appended>> waiting = new ArrayDeque<>();
        List<Event> events =
                List.of(
                        new Event.ProjectCreated(
                                "made",
                                "Made for a measurement",
                                new Objective("validation/error", Objective.Direction.MINIMIZE)),
                        new Event.RoundOpened(
                                "made-r1",
                                "made",
                                1,
                                new Goal(
                                        Goal.Kind.IMPROVEMENT,
                                        Goal.Phase.EXPLORATION,
                                        "How many agents?")),
                        new Event.StudyCreated(
                                ID,
                                "made-r1",
                                "Agents",
                                Configuration.EMPTY,
                                SPACE,
                                ALGORITHM,
                                trials,
                                Trainer.EXTERNAL,
                                new Reproduction("bench", "1", "made", "0"),
                                1),
                        new Event.StudyStarted(ID));
        events.forEach(event -> GeneratedLog.submit(log, waiting, event));
        waiting.forEach(CompletableFuture::join);
    }

    /// Writes completed trials as agents would have, from number `from` to before `to`.
    void write(EventLog log, int from, int to) {
        Sampler sampler = new Sampler(SPACE, ALGORITHM, trials);
        ArrayDeque<CompletableFuture<Appended>> waiting = new ArrayDeque<>();
        for (int n = from; n < to; n++) {
            String id = ID + "-t" + n;
            double error = 0.02 + GeneratedLog.VALUES[n % GeneratedLog.VALUES.length] / 10;
            GeneratedLog.submit(
                    log,
                    waiting,
                    new Event.TrialProposed(id, ID, n, sampler.configuration(n)),
                    new Event.TrialStarted(
                            id, "bench", "made", FIRST_SEED + n, 1, 600, "agent-" + n % 1_000),
                    new Event.CurveMeasured(id, curve(n)),
                    new Event.TrialCompleted(
                            id, error, STEPS, STEPS, 1.25, Map.of("training/loss", error)));
        }
        waiting.forEach(CompletableFuture::join);
    }

    private static Curve curve(int n) {
        long[] steps = new long[STEPS];
        float[][] columns = new float[METRICS.size()][STEPS];
        for (int i = 0; i < STEPS; i++) {
            steps[i] = i + 1L;
            for (float[] column : columns) {
                column[i] = GeneratedLog.VALUES[(n + i) % GeneratedLog.VALUES.length];
            }
        }
        return new Curve(steps, METRICS, columns);
    }

    /// How many points of the study were trained twice, were skipped, or have another configuration
    /// than the sequence. Points of abandoned trials count only when no other trial has them.
    int wrongPoints(Book book) {
        Sampler sampler = new Sampler(SPACE, ALGORITHM, trials);
        BitSet trained = new BitSet();
        int wrong = 0;
        for (Trial t : book.trialsOf(Objects.requireNonNull(book.study(ID)))) {
            Trial.Start start = t.started();
            if (start == null || t instanceof Trial.Abandoned) {
                continue;
            }
            int number = (int) (start.seed() - FIRST_SEED);
            boolean right =
                    number >= 0
                            && !trained.get(number)
                            && sampler.configuration(number).equals(t.configuration())
                            && t instanceof Trial.Completed;
            if (right) {
                trained.set(number);
            } else {
                wrong++;
            }
        }
        return wrong + trained.length() - trained.cardinality();
    }
}
