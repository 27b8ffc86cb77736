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
import io.tunebook.events.Streams;
import io.tunebook.events.Value;
import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.wire.Wire;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// Writes a log like that of a busy team: a sequence of rounds, each with a study of a thousand
/// trials.
///
/// @param trials the total number
/// @param curvesEach `curve-measured` events of each trial
/// @param steps of each curve
/// @param notesEach notes on the round for each trial
record GeneratedLog(int trials, int curvesEach, int steps, int notesEach) {
    static final int TRIALS_A_STUDY = 1_000;
    static final List<String> METRICS =
            List.of("training/loss", "gradient/norm", "validation/error", "validation/loss");
    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int IN_FLIGHT = 64;
    static final float[] VALUES = values();

    /// The number of measurements in all curves.
    long points() {
        return (long) trials * curvesEach * steps * METRICS.size();
    }

    static String study(int trial) {
        return "made-r%d-s1".formatted(trial / TRIALS_A_STUDY + 1);
    }

    static String trial(int trial) {
        return study(trial) + "-t" + trial % TRIALS_A_STUDY;
    }

    /// Writes the log and returns when all of it is durable.
    void writeTo(EventLog log) {
        Random random = new Random(1);
        ArrayDeque<CompletableFuture<Appended>> waiting = new ArrayDeque<>();
        submit(log, waiting, project());
        for (int trial = 0; trial < trials; trial++) {
            if (trial % TRIALS_A_STUDY == 0) {
                round(trial).forEach(event -> submit(log, waiting, event));
            }
            submit(log, waiting, trial(trial, random).toArray(Event[]::new));
            for (int n = 0; n < notesEach; n++) {
                submit(log, waiting, new Event.NoteAdded("round/" + round(study(trial)), "Seen."));
            }
        }
        waiting.forEach(CompletableFuture::join);
    }

    /// Opens rounds without studies.
    static void rounds(EventLog log, int rounds) {
        ArrayDeque<CompletableFuture<Appended>> waiting = new ArrayDeque<>();
        submit(log, waiting, project());
        for (int r = 0; r < rounds; r++) {
            submit(log, waiting, round(r * TRIALS_A_STUDY).getFirst());
        }
        waiting.forEach(CompletableFuture::join);
    }

    private static Event project() {
        return new Event.ProjectCreated(
                "made",
                "Made for a measurement",
                new Objective("validation/error", Objective.Direction.MINIMIZE));
    }

    private static String round(String study) {
        return study.substring(0, study.lastIndexOf("-s"));
    }

    private static List<Event> round(int trial) {
        int number = trial / TRIALS_A_STUDY + 1;
        String study = study(trial);
        SearchSpace space =
                new SearchSpace(
                        List.of(
                                Parameter.always("learning_rate", new Domain.Log(1e-4, 1)),
                                Parameter.always("momentum", new Domain.ReverseLog(0.5, 0.999))));
        return List.of(
                new Event.RoundOpened(
                        round(study),
                        "made",
                        number,
                        new Goal(
                                Goal.Kind.IMPROVEMENT,
                                Goal.Phase.EXPLORATION,
                                "How fast is the log?")),
                new Event.StudyCreated(
                        study,
                        round(study),
                        "Study " + number,
                        Configuration.EMPTY,
                        space,
                        new Algorithm(Algorithm.Kind.HALTON, 1),
                        TRIALS_A_STUDY,
                        new Reproduction("bench", "1", "made", "0")),
                new Event.StudyStarted(study));
    }

    private List<Event> trial(int number, Random random) {
        String id = trial(number);
        List<Event> events = new ArrayList<>();
        events.add(
                new Event.TrialProposed(
                        id,
                        study(number),
                        number % TRIALS_A_STUDY,
                        new Configuration(
                                Map.of(
                                        "learning_rate",
                                        new Value.Real(Math.pow(10, -4 * random.nextDouble())),
                                        "momentum",
                                        new Value.Real(0.5 + 0.49 * random.nextDouble())))));
        events.add(new Event.TrialStarted(id, "cpu", "made", number));
        for (int c = 0; c < curvesEach; c++) {
            events.add(new Event.CurveMeasured(id, curve(c, random)));
        }
        events.add(
                number % 10 == 9
                        ? new Event.TrialInfeasible(id, "the loss is not a number", 12L)
                        : new Event.TrialCompleted(
                                id,
                                0.02 + random.nextDouble() / 10,
                                900,
                                1_000,
                                1.25,
                                Map.of("validation/loss", random.nextDouble())));
        return events;
    }

    /// A curve whose values are a window of one long array of random values, so that generation
    /// takes almost no time in the measurement.
    private Curve curve(int index, Random random) {
        long[] all = new long[steps];
        for (int i = 0; i < steps; i++) {
            all[i] = (long) index * steps + i;
        }
        float[][] columns = new float[METRICS.size()][];
        for (int c = 0; c < columns.length; c++) {
            int from = random.nextInt(VALUES.length - steps);
            columns[c] = Arrays.copyOfRange(VALUES, from, from + steps);
        }
        return new Curve(all, METRICS, columns);
    }

    private static float[] values() {
        Random random = new Random(2);
        float[] values = new float[1 << 20];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    static void submit(
            EventLog log, ArrayDeque<CompletableFuture<Appended>> waiting, Event... events) {
        List<NewEvent> batch = new ArrayList<>();
        for (Event event : events) {
            Wire.Encoded e = Wire.encode(event);
            batch.add(
                    new NewEvent(
                            IDS.next(),
                            e.type(),
                            e.version(),
                            "bench",
                            Instant.now(),
                            e.payload()));
        }
        if (waiting.size() >= IN_FLIGHT) {
            waiting.remove().join();
        }
        waiting.add(log.submit(Streams.of(events[0]), Expected.any(), batch));
    }
}
