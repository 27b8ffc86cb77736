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
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// A project of the maximum size for the dashboard: 100 studies in ten rounds, 10,000 trials, 5,000
/// of them in one study, 40 million measurements; the first 100 trials have 10,000 steps.
final class DashboardLog {
    static final String BIG = "d-r1-s1";
    static final int LONG_TRIALS = 100;
    private static final int ROUNDS = 10;
    private static final int STUDIES_A_ROUND = 10;
    private static final int BIG_TRIALS = 5_000;
    private static final int SMALL_TRIALS = 50;
    private static final int LONG_STEPS = 10_000;
    private static final int STEPS = 920;
    private static final int STEPS_AN_EVENT = 1_000;
    private static final SearchSpace SPACE =
            new SearchSpace(
                    List.of(
                            Parameter.always("learning_rate", new Domain.Log(1e-4, 1)),
                            Parameter.always("momentum", new Domain.ReverseLog(0.5, 0.999)),
                            Parameter.always("weight_decay", new Domain.Log(1e-6, 1e-2)),
                            Parameter.always("dropout", new Domain.Linear(0, 0.5)),
                            Parameter.always("warmup", new Domain.Linear(0, 1_000))));

    private final Random random = new Random(3);
    private long points;

    static String trial(int number) {
        return BIG + "-t" + number;
    }

    /// @return the number of measurements in it
    long writeTo(EventLog log) {
        ArrayDeque<CompletableFuture<Appended>> waiting = new ArrayDeque<>();
        GeneratedLog.submit(
                log,
                waiting,
                new Event.ProjectCreated(
                        "d",
                        "Made for the dashboard",
                        new Objective("validation/error", Objective.Direction.MINIMIZE)));
        for (int r = 1; r <= ROUNDS; r++) {
            String round = "d-r" + r;
            GeneratedLog.submit(log, waiting, opened(round, r), roles(round));
            for (int s = 1; s <= STUDIES_A_ROUND; s++) {
                String study = round + "-s" + s;
                int trials = study.equals(BIG) ? BIG_TRIALS : SMALL_TRIALS;
                GeneratedLog.submit(
                        log, waiting, created(study, round, trials), new Event.StudyStarted(study));
                for (int t = 0; t < trials; t++) {
                    GeneratedLog.submit(log, waiting, trial(study, t).toArray(Event[]::new));
                }
                GeneratedLog.submit(log, waiting, new Event.StudyFinished(study));
            }
        }
        waiting.forEach(CompletableFuture::join);
        return points;
    }

    private static Event opened(String round, int number) {
        return new Event.RoundOpened(
                round,
                "d",
                number,
                new Goal(Goal.Kind.IMPROVEMENT, Goal.Phase.EXPLORATION, "How quick is the page?"));
    }

    private static Event roles(String round) {
        return new Event.RolesAssigned(
                round,
                SPACE.varying().stream()
                        .map(p -> new Role.Assignment(p, Role.NUISANCE, "tuned"))
                        .toList());
    }

    private static Event created(String study, String round, int trials) {
        return new Event.StudyCreated(
                study,
                round,
                "Study " + study,
                Configuration.EMPTY,
                SPACE,
                new Algorithm(Algorithm.Kind.HALTON, 1),
                trials,
                new Reproduction("bench", "1", "made", "0"));
    }

    private List<Event> trial(String study, int number) {
        String id = study + "-t" + number;
        double rate = Math.pow(10, -4 * random.nextDouble());
        double momentum = 0.5 + 0.49 * random.nextDouble();
        List<Event> events = new ArrayList<>();
        events.add(
                new Event.TrialProposed(
                        id,
                        study,
                        number,
                        new Configuration(
                                Map.of(
                                        "learning_rate", new Value.Real(rate),
                                        "momentum", new Value.Real(momentum),
                                        "weight_decay",
                                                new Value.Real(
                                                        Math.pow(10, -6 + 4 * random.nextDouble())),
                                        "dropout", new Value.Real(random.nextDouble() / 2),
                                        "warmup", new Value.Real(1_000 * random.nextDouble())))));
        events.add(new Event.TrialStarted(id, "cpu", "made", number));
        int steps = study.equals(BIG) && number < LONG_TRIALS ? LONG_STEPS : STEPS;
        for (int from = 0; from < steps; from += STEPS_AN_EVENT) {
            events.add(
                    new Event.CurveMeasured(
                            id, curve(from, Math.min(steps, from + STEPS_AN_EVENT), steps)));
        }
        double value = 0.03 + 0.02 * Math.abs(Math.log10(rate) + 2) + 0.1 * random.nextDouble();
        events.add(
                number % 10 == 9
                        ? new Event.TrialInfeasible(id, "the loss is not a number", (long) steps)
                        : new Event.TrialCompleted(id, value, steps, steps, 1.25, Map.of()));
        return events;
    }

    /// A decreasing curve with noise.
    private Curve curve(int from, int to, int last) {
        long[] steps = new long[to - from];
        float[][] columns = new float[GeneratedLog.METRICS.size()][steps.length];
        int noise = random.nextInt(GeneratedLog.VALUES.length - steps.length);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = from + i + 1L;
            float y = (float) (0.05 + 0.9 * Math.exp(-8.0 * steps[i] / last));
            float jitter = GeneratedLog.VALUES[noise + i];
            for (int c = 0; c < columns.length; c++) {
                columns[c][i] = y * (0.8f + 0.1f * c + 0.2f * jitter);
            }
        }
        points += (long) steps.length * columns.length;
        return new Curve(steps, GeneratedLog.METRICS, Arrays.copyOf(columns, columns.length));
    }
}
