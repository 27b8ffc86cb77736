package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

class SensitivityTest {
    private static final List<Parameter> PARAMETERS =
            List.of(
                    Parameter.always(
                            "model",
                            new Domain.Categorical(
                                    List.of(new Value.Text("base"), new Value.Text("v3")))),
                    Parameter.always("rate", new Domain.Linear(0, 1)),
                    Parameter.always("decay", new Domain.Linear(0, 1)),
                    Parameter.always("dropout", new Domain.Linear(0, 1)));

    /// @param model 0 or 1
    private record Point(int model, double rate, double decay, double dropout) {}

    /// @param scientific whether the model is
    private static List<Finding> of(
            int trials, boolean scientific, ToDoubleBiFunction<Point, Random> objective) {
        EventStory story =
                EventStory.opened()
                        .then(
                                new Event.StudyCreated(
                                        "s",
                                        "p-r1",
                                        "Study s",
                                        new Configuration(Map.of("which", new Value.Text("a"))),
                                        new SearchSpace(PARAMETERS),
                                        new Algorithm(Algorithm.Kind.HALTON, 1),
                                        trials,
                                        new Reproduction("cmd", "1", "data", "00")))
                        .then(new Event.StudyStarted("s"));
        Random random = new Random(11);
        for (int i = 0; i < trials; i++) {
            Point p =
                    new Point(
                            random.nextInt(2),
                            random.nextDouble(),
                            random.nextDouble(),
                            random.nextDouble());
            String id = "s-t" + i;
            story.then(
                    new Event.TrialProposed(
                            id,
                            "s",
                            i,
                            new Configuration(
                                    Map.of(
                                            "which", new Value.Text("a"),
                                            "model", new Value.Text(p.model() == 0 ? "base" : "v3"),
                                            "rate", new Value.Real(p.rate()),
                                            "decay", new Value.Real(p.decay()),
                                            "dropout", new Value.Real(p.dropout())))));
            story.then(new Event.TrialStarted(id, "cpu", "test", i));
            story.then(
                    new Event.TrialCompleted(
                            id, objective.applyAsDouble(p, random), 10, 10, 1, Map.of()));
        }
        var book = story.snapshot().book();
        Sample sample = Sample.of(book, Objects.requireNonNull(book.study("s")));
        List<Role.Assignment> roles =
                PARAMETERS.stream()
                        .map(p ->
                                new Role.Assignment(
                                        p,
                                        scientific && p.name().equals("model")
                                                ? Role.SCIENTIFIC
                                                : Role.NUISANCE,
                                        "test"))
                        .toList();
        return Sensitivity.of(roles, sample, Importance.of(sample));
    }

    private static double bowl(Point p) {
        return 4 * (p.rate() - 0.4) * (p.rate() - 0.4) + 0.4 * p.decay();
    }

    @Test
    void theHyperparameterThatMattersMostIsNamedAndOnesThatDoNotAreToBeFixed() {
        Finding f = of(120, false, (p, r) -> bowl(p) + 0.03 * r.nextGaussian()).getFirst();
        assertThat(f.label()).isEqualTo("rate matters most");
        assertThat(f.next()).isEqualTo("Fix dropout and model next time.");
        assertThat(f.sentence())
                .contains("in cross-validation")
                .endsWith("rate matters most. Fix dropout and model next time.");
        assertThat(f.numbers().get("explained in cross-validation")).isGreaterThan(0.9);
    }

    @Test
    void aScientificHyperparameterIsNeverToBeFixed() {
        Finding f = of(120, true, (p, r) -> bowl(p) + 0.03 * r.nextGaussian()).getFirst();
        assertThat(f.next()).isEqualTo("Fix dropout next time.");
    }

    @Test
    void nothingIsAdvisedWhenTheHyperparametersExplainTooLittle() {
        List<Finding> found = of(60, false, (_, r) -> 1 + r.nextGaussian());
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(found.getFirst().label()).isEqualTo("Importance not known");
        assertThat(found.getFirst().sentence())
                .contains("% of the differences between trials in cross-validation");
        assertThat(found.getFirst().next()).isEmpty();
    }

    @Test
    void tooFewTrialsAndEqualObjectivesAreReasonsOfTheirOwn() {
        assertThat(of(9, false, (p, _) -> bowl(p)).getFirst().sentence())
                .isEqualTo("a has 9 completed trials, and the estimate needs 10.");
        assertThat(of(20, false, (_, _) -> 0.5).getFirst().sentence())
                .isEqualTo("All 20 completed trials of a have the same objective.");
    }

    @Test
    void twoThatInteractAreToBeTunedTogether() {
        List<Finding> found =
                of(
                        120,
                        false,
                        (p, r) ->
                                bowl(p)
                                        + 3 * (p.decay() - 0.5) * (p.dropout() - 0.5)
                                        + 0.1 * r.nextGaussian());
        assertThat(found).extracting(Finding::label).contains("Tune decay and dropout together");
        assertThat(found.getFirst().next()).isEqualTo("Fix model next time.");
        assertThat(found.getLast().sentence()).contains("beyond what each explains alone (p <");
    }

    @Test
    void oneThatInteractsWithAScientificOneIsToBeTunedForEachOfItsValues() {
        assertThat(
                        of(
                                120,
                                true,
                                (p, r) ->
                                        bowl(p)
                                                + (p.model() - 0.5) * (p.dropout() - 0.5)
                                                + 0.05 * r.nextGaussian()))
                .extracting(Finding::label)
                .contains("Tune dropout for each model");
    }
}
