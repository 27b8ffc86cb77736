package io.tunebook.server;

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
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
import io.tunebook.server.model.Study;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A history told event by event, and the snapshot that it leads to: one round, studies `a` and
/// `b`, one nuisance hyperparameter `x` from 0 to 1.
public final class EventStory {
    public static final SearchSpace SPACE =
            new SearchSpace(List.of(Parameter.always("x", new Domain.Linear(0, 1))));
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final List<StampedEvent> events = new ArrayList<>();
    private Snapshot snapshot = Snapshot.EMPTY;

    public static EventStory opened() {
        Value a = new Value.Text("a");
        Value b = new Value.Text("b");
        return new EventStory()
                .then(
                        new Event.ProjectCreated(
                                "p",
                                "P",
                                new Objective("validation/error", Objective.Direction.MINIMIZE)))
                .then(
                        new Event.RoundOpened(
                                "p-r1",
                                "p",
                                1,
                                new Goal(
                                        Goal.Kind.UNDERSTANDING,
                                        Goal.Phase.EXPLORATION,
                                        "a or b?")))
                .then(
                        new Event.RolesAssigned(
                                "p-r1",
                                List.of(
                                        new Role.Assignment(
                                                Parameter.always(
                                                        "which",
                                                        new Domain.Categorical(List.of(a, b))),
                                                Role.SCIENTIFIC,
                                                "asked"),
                                        new Role.Assignment(
                                                SPACE.parameters().getFirst(),
                                                Role.NUISANCE,
                                                "interacts"),
                                        new Role.Assignment(
                                                Parameter.always(
                                                        "width",
                                                        new Domain.Fixed(new Value.Int(8))),
                                                Role.FIXED,
                                                "wider may differ"))));
    }

    public EventStory then(Event event) {
        Stamp stamp = new Stamp(snapshot.position() + 1, NOON, "ada");
        snapshot = snapshot.fold(event, stamp);
        events.add(new StampedEvent(event, stamp));
        return this;
    }

    /// A study of `which = name`, started.
    public EventStory study(String name, int trials) {
        return then(new Event.StudyCreated(
                        name,
                        "p-r1",
                        "Tuned " + name,
                        new Configuration(Map.of("which", new Value.Text(name))),
                        SPACE,
                        new Algorithm(Algorithm.Kind.HALTON, 1),
                        trials,
                        new Reproduction("cmd", "1", "data", "00")))
                .then(new Event.StudyStarted(name));
    }

    /// A study over `which` and `x` together, started.
    public EventStory joint(String name, int trials) {
        Parameter which =
                Parameter.always(
                        "which",
                        new Domain.Categorical(List.of(new Value.Text("a"), new Value.Text("b"))));
        return then(new Event.StudyCreated(
                        name,
                        "p-r1",
                        "Joint " + name,
                        Configuration.EMPTY,
                        new SearchSpace(List.of(which, SPACE.parameters().getFirst())),
                        new Algorithm(Algorithm.Kind.HALTON, 1),
                        trials,
                        new Reproduction("cmd", "1", "data", "00")))
                .then(new Event.StudyStarted(name));
    }

    /// A trial that completes with `value` at `x`.
    public EventStory completed(String study, double x, double value) {
        String id = begin(study, x);
        return then(new Event.TrialCompleted(id, value, 10, 10, 1, Map.of()));
    }

    /// A trial that completes, with the objective's curve, one evaluation every ten steps.
    public EventStory completed(String study, double x, double value, double... curve) {
        return completed(study, study, x, value, curve);
    }

    /// The same of a joint study, for the setting `which`.
    public EventStory completed(
            String study, String which, double x, double value, double... curve) {
        String id = begin(study, which, x);
        long[] steps = new long[curve.length];
        float[] column = new float[curve.length];
        for (int i = 0; i < curve.length; i++) {
            steps[i] = 10L * (i + 1);
            column[i] = (float) curve[i];
        }
        then(
                new Event.CurveMeasured(
                        id, new Curve(steps, List.of("validation/error"), new float[][] {column})));
        return then(new Event.TrialCompleted(id, value, 10, 10L * curve.length, 1, Map.of()));
    }

    public EventStory infeasible(String study, double x) {
        return infeasible(study, study, x);
    }

    /// The same of a joint study, for the setting `which`.
    public EventStory infeasible(String study, String which, double x) {
        String id = begin(study, which, x);
        return then(new Event.TrialInfeasible(id, "the loss is NaN", 3L));
    }

    /// A trial that has been started and goes on; returns its id.
    public String begin(String study, double x) {
        return begin(study, study, x);
    }

    private String begin(String study, String which, double x) {
        int number = studyNamed(study).trials().size();
        String id = study + "-t" + number;
        then(
                new Event.TrialProposed(
                        id,
                        study,
                        number,
                        new Configuration(
                                Map.of("x", new Value.Real(x), "which", new Value.Text(which)))));
        then(new Event.TrialStarted(id, "cpu", "test", 1));
        return id;
    }

    /// All that was told, from the first event on.
    public List<StampedEvent> events() {
        return List.copyOf(events);
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    public Round round() {
        return Objects.requireNonNull(snapshot.book().round("p-r1"));
    }

    private Study studyNamed(String name) {
        return Objects.requireNonNull(snapshot.book().study(name));
    }
}
