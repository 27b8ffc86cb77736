package io.tunebook.server.exchange.exports;

import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.server.exchange.tracking.Description;
import io.tunebook.server.exchange.tracking.ParameterInference;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.playbook.search.Proposals;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A log for exports: project `demo` with a trial of the built-in trainer, and project `mine` with
/// two tracked runs, one of them with a formula as its name.
public final class Exported {
    private Exported() {}

    public static void into(Ledger ledger) {
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "demo", "ada");
        trial(ledger, "demo-s1", 0.25);
        runs(ledger);
    }

    /// Creates the next trial of a study.
    public static String trial(Ledger ledger, String study, double value) {
        var book = ledger.now().book();
        Configuration next =
                Proposals.next(book, Objects.requireNonNull(book.study(study))).orElseThrow();
        Ledger.Performed done = ledger.perform(new Command.ProposeTrial(study, next), "runner");
        String trial = ((Event.TrialProposed) done.events().getFirst()).trial();
        ledger.perform(new Command.StartTrial(trial, "cpu", "test", 1), "runner");
        ledger.perform(
                new Command.MeasureCurve(
                        trial,
                        new Curve(
                                new long[] {1, 1L << 40},
                                List.of("validation/error", "training/loss"),
                                new float[][] {
                                    {0.1f, (float) value},
                                    {Float.NaN, Float.NEGATIVE_INFINITY}
                                })),
                "runner");
        ledger.perform(
                new Command.CompleteTrial(
                        trial, value, 1L << 40, 1L << 40, 1.5, Map.of("training/loss", 0.5)),
                "runner");
        return trial;
    }

    private static void runs(Ledger ledger) {
        Tracking tracking = new Tracking(ledger);
        String experiment = tracking.createExperiment("mine", "mlflow", Map.of(), "ada");
        double[][] values = {{1.0 / 3, Double.POSITIVE_INFINITY, 0.125}, {Double.NaN}};
        String[] models = {"=cmd|' /C calc'!A0", "plain, \"quoted\"\nnext"};
        for (int i = 0; i < 2; i++) {
            String run =
                    tracking.createRun(
                            experiment, "run " + i, "ada", 1_700_000_000_000L, Map.of(), "ada");
            long[] steps = new long[values[i].length];
            long[] times = new long[values[i].length];
            for (int s = 0; s < steps.length; s++) {
                steps[s] = s * 10L;
                times[s] = 1_700_000_000_000L + s;
            }
            tracking.log(
                    run,
                    Map.of("lr", "-0.%d".formatted(i + 1), "model", models[i]),
                    Map.of(),
                    List.of(),
                    List.of(new Measurements("loss", steps, times, values[i])),
                    "ada");
            tracking.change(run, null, Event.RunStatus.FINISHED, 1_700_000_001_000L, "", "ada");
        }
        var known = Objects.requireNonNull(tracking.now().experiment(experiment));
        tracking.describe(
                experiment,
                new Description(
                        "mine",
                        "Mine",
                        new Objective("loss", Objective.Direction.MINIMIZE),
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "Which model?"),
                        ParameterInference.params(tracking.now().runsOf(known)).stream()
                                .map(ParameterInference::assignment)
                                .toList()),
                "ada");
    }
}
