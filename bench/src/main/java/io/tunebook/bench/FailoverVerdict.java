package io.tunebook.bench;

import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.History;
import io.tunebook.server.model.Book;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What the log has of what was promised, after all servers have ended.
final class FailoverVerdict {
    private static final int PAGE = 1_000;
    private static final int STEPS = SimulatedAgent.REPORTS * AgentStudy.STEPS;
    private static final int MAX_SHOWN = 5;

    private final EventLog log;
    private final Map<UUID, Long> positions = new HashMap<>();
    private final Map<String, List<Long>> steps = new HashMap<>();
    private final Map<String, List<Long>> points = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> ended = new TreeSet<>();
    private int twice;
    private long gaps;

    FailoverVerdict(EventLog log) {
        this.log = log;
        long last = 0;
        for (List<RecordedEvent> page = log.read(0, PAGE);
                !page.isEmpty();
                page = log.read(last, PAGE)) {
            for (RecordedEvent e : page) {
                gaps += e.position() - last - 1;
                last = e.position();
                positions.put(e.id(), e.position());
                read(Wire.decode(e.type(), e.typeVersion(), e.payload()));
            }
        }
        gaps += log.head().position() - last;
    }

    private void read(Event event) {
        switch (event) {
            case Event.CurveMeasured e ->
                    LongStream.of(e.curve().steps()).forEach(s -> list(steps, e.trial()).add(s));
            case Event.RunMeasured e -> {
                for (Measurements m : e.measurements()) {
                    LongStream.of(m.steps()).forEach(s -> list(points, e.run()).add(s));
                }
            }
            case Event.TrialCompleted e -> {
                if (!ended.add(e.trial())) {
                    problem("trial %s ended twice".formatted(e.trial()));
                    twice++;
                }
            }
            default -> {}
        }
    }

    private static List<Long> list(Map<String, List<Long>> all, String of) {
        return all.computeIfAbsent(of, _ -> new ArrayList<>());
    }

    /// The first things that are wrong, for people.
    List<String> problems() {
        return problems;
    }

    private void problem(String text) {
        if (problems.size() < MAX_SHOWN) {
            problems.add(text);
        }
    }

    long events() {
        return positions.size();
    }

    long gaps() {
        return gaps;
    }

    /// 0 when the log verifies, else 1.
    int broken() {
        Verification verification = log.verify();
        if (verification instanceof Verification.Intact) {
            return 0;
        }
        problem("the log does not verify: " + verification);
        return 1;
    }

    /// How many acknowledged events are missing or have another position.
    int lost(Collection<Acknowledgement> acknowledged) {
        int lost = 0;
        for (Acknowledgement a : acknowledged) {
            Long position = positions.get(a.event());
            if (position == null || position != a.position()) {
                lost++;
                problem("%s, but the log has it at %s".formatted(a, position));
            }
        }
        return lost;
    }

    /// How much more often the server that appended changed than a server became the writer.
    ///
    /// @param takeovers the growth of the epoch
    long twoWriters(Collection<Acknowledgement> acknowledged, long takeovers) {
        List<Acknowledgement> appended =
                acknowledged.stream()
                        .filter(Acknowledgement::first)
                        .sorted(Comparator.comparingLong(Acknowledgement::position))
                        .toList();
        long changes = 0;
        for (int i = 1; i < appended.size(); i++) {
            changes += appended.get(i).server() == appended.get(i - 1).server() ? 0 : 1;
        }
        if (changes > takeovers) {
            problem(
                    "the server of the acknowledgements changed %d times in %d takeovers"
                            .formatted(changes, takeovers));
        }
        return Math.max(0, changes - takeovers);
    }

    /// How many trials were trained twice, were skipped, or have a step of the curve twice or not
    /// at all.
    int wrongTrials(AgentStudy study, Collection<String> finished) {
        Book book;
        try {
            book = new History(log).at(log.head().position()).book();
        } catch (RuntimeException e) {
            problem("the log cannot be folded: " + e);
            return 1;
        }
        int wrong = study.wrongPoints(book) + twice;
        if (wrong > 0) {
            problem("%d points of the study were skipped or trained twice".formatted(wrong));
        }
        Set<String> unknown = new TreeSet<>(book.trials().keySet());
        unknown.removeAll(finished);
        if (!unknown.isEmpty()) {
            problem("trials whose end was not acknowledged: " + unknown);
        }
        wrong += unknown.size();
        List<Long> expected = LongStream.rangeClosed(1, STEPS).boxed().toList();
        for (String trial : finished) {
            List<Long> found = steps.getOrDefault(trial, List.of());
            if (!found.equals(expected)) {
                wrong++;
                problem("the steps of %s are %s".formatted(trial, found));
            }
        }
        return wrong;
    }

    /// How many acknowledged points of runs are missing or recorded twice.
    long wrongMeasurements(Map<String, AtomicInteger> logged) {
        long wrong = 0;
        for (var run : logged.entrySet()) {
            Map<Long, Long> found =
                    points.getOrDefault(run.getKey(), List.of()).stream()
                            .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
            for (long step = 0; step < run.getValue().get(); step++) {
                long times = found.getOrDefault(step, 0L);
                if (times != 1) {
                    wrong++;
                    problem(
                            "step %d of run %s is recorded %d times"
                                    .formatted(step, run.getKey(), times));
                }
            }
        }
        return wrong;
    }
}
