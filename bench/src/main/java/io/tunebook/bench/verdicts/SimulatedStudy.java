package io.tunebook.bench.verdicts;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
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
import io.tunebook.server.playbook.analysis.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A round with studies of generated trials, folded from the same events as a real one.
final class SimulatedStudy {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String ROUND = "p-r1";

    private Snapshot snapshot = Snapshot.EMPTY;

    /// A project with one open round.
    ///
    /// @param parameters of the round
    /// @param scientific the names of those that the round compares; the others are nuisance ones
    SimulatedStudy(Objective objective, List<Parameter> parameters, Set<String> scientific) {
        then(new Event.ProjectCreated("p", "P", objective));
        then(
                new Event.RoundOpened(
                        ROUND,
                        "p",
                        1,
                        new Goal(
                                Goal.Kind.UNDERSTANDING,
                                Goal.Phase.EXPLORATION,
                                "What does it do?")));
        then(
                new Event.RolesAssigned(
                        ROUND,
                        parameters.stream()
                                .map(p ->
                                        new Role.Assignment(
                                                p,
                                                scientific.contains(p.name())
                                                        ? Role.SCIENTIFIC
                                                        : Role.NUISANCE,
                                                "simulated"))
                                .toList()));
    }

    /// One study `s` over these parameters, none of them scientific.
    static SimulatedStudy of(Objective objective, SearchSpace space, int trials) {
        return new SimulatedStudy(objective, space.parameters(), Set.of())
                .study("s", Configuration.EMPTY, space, trials);
    }

    /// Begins a study.
    ///
    /// @param settings its fixed scientific settings; empty for none
    SimulatedStudy study(String name, Configuration settings, SearchSpace space, int trials) {
        then(
                new Event.StudyCreated(
                        name,
                        ROUND,
                        "Study " + name,
                        settings,
                        space,
                        new Algorithm(Algorithm.Kind.HALTON, 1),
                        trials,
                        new Reproduction("cmd", "1", "data", "00")));
        return then(new Event.StudyStarted(name));
    }

    SimulatedStudy completed(String study, Map<String, Value> values, double objective) {
        return then(new Event.TrialCompleted(begin(study, values), objective, 10, 10, 1, Map.of()));
    }

    /// A trial that completes with curves.
    ///
    /// @param objective its best value
    SimulatedStudy completed(
            String study, Map<String, Value> values, double objective, Curve curve) {
        String trial = begin(study, values);
        then(new Event.CurveMeasured(trial, curve));
        long last = curve.steps()[curve.steps().length - 1];
        return then(new Event.TrialCompleted(trial, objective, last, last, 1, Map.of()));
    }

    SimulatedStudy infeasible(String study, Map<String, Value> values) {
        return then(new Event.TrialInfeasible(begin(study, values), "the loss is NaN", 3L));
    }

    /// The finished trials of a study.
    Sample sample(String study) {
        return Sample.of(
                snapshot.book(), Objects.requireNonNull(snapshot.book().study(study), study));
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Round round() {
        return Objects.requireNonNull(snapshot.book().round(ROUND));
    }

    private String begin(String study, Map<String, Value> values) {
        int number = Objects.requireNonNull(snapshot.book().study(study), study).trials().size();
        String trial = study + "-t" + number;
        then(new Event.TrialProposed(trial, study, number, new Configuration(values)));
        then(new Event.TrialStarted(trial, "cpu", "test", 1));
        return trial;
    }

    private SimulatedStudy then(Event event) {
        snapshot = snapshot.fold(event, new Stamp(snapshot.position() + 1, NOON, "bench"));
        return this;
    }
}
