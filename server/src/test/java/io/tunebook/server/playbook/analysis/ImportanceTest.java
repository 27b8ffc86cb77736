package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final Parameter A = Parameter.always("a", new Domain.Linear(0, 1));
    private static final Parameter B = Parameter.always("b", new Domain.Log(1e-4, 1));
    private static final Parameter C = Parameter.always("c", new Domain.Linear(0, 1));

    /// @param f of the values, by name
    private static Importance of(
            List<Parameter> parameters,
            int trials,
            double noise,
            ToDoubleFunction<Map<String, Value>> f) {
        Random random = new Random(17);
        List<Configuration> configurations = new ArrayList<>();
        double[] y = new double[trials];
        for (int i = 0; i < trials; i++) {
            Map<String, Value> values = new HashMap<>();
            for (Parameter p : parameters) {
                if (p.when() == null
                        || p.when().equals().equals(values.get(p.when().parameter()))) {
                    values.put(p.name(), Scale.at(p.domain(), random.nextDouble()));
                }
            }
            configurations.add(new Configuration(values));
            y[i] = f.applyAsDouble(values) + noise * random.nextGaussian();
        }
        return Importance.of(parameters, configurations, y);
    }

    private static double x(Map<String, Value> values, Parameter p) {
        Value value = values.get(p.name());
        return value == null ? 0 : Scale.unit(p.domain(), value);
    }

    private static Importance.Share share(List<Importance.Share> shares, String... names) {
        return shares.stream()
                .filter(s -> s.parameters().equals(List.of(names)))
                .findFirst()
                .orElseThrow();
    }

    private static Domain choice(String... values) {
        return new Domain.Categorical(
                Arrays.stream(values).map(v -> (Value) new Value.Text(v)).toList());
    }

    /// The variances of `4a + 2b` are 16/12 and 4/12.
    @Test
    void theSharesOfALinearFunctionFollowItsSlopes() {
        Importance found = of(List.of(A, B, C), 120, 0.2, v -> 4 * x(v, A) + 2 * x(v, B));
        assertThat(share(found.single(), "a").share()).isCloseTo(0.8, within(0.04));
        assertThat(share(found.single(), "b").share()).isCloseTo(0.2, within(0.04));
        assertThat(share(found.single(), "c").share()).isLessThan(0.02);
        assertThat(found.single().getFirst().parameters()).containsExactly("a");
        assertThat(found.pairs()).isEmpty();
        assertThat(found.known()).isTrue();
    }

    /// In `(a - 1/2)(b - 1/2)` neither explains anything alone.
    @Test
    void anInteractionIsFoundAsAPair() {
        Importance found = of(List.of(A, B, C), 120, 0.02, v -> (x(v, A) - 0.5) * (x(v, B) - 0.5));
        assertThat(found.pairs()).hasSize(1);
        assertThat(share(found.pairs(), "a", "b").share()).isGreaterThan(0.9);
        assertThat(share(found.pairs(), "a", "b").p()).isLessThan(0.001);
        assertThat(found.known()).isTrue();
    }

    @Test
    void ofPureNoiseTheImportanceIsNotKnown() {
        Importance found = of(List.of(A, B, C), 60, 1, _ -> 0);
        assertThat(found.known()).isFalse();
        assertThat(found.explained()).isLessThan(found.floor());
    }

    @Test
    void theOrderInWhichAChoiceIsListedChangesNothing() {
        Map<String, Double> effects = Map.of("relu", 1.0, "tanh", -1.0, "gelu", 0.8, "elu", -0.6);
        Random random = new Random(3);
        List<Configuration> trials = new ArrayList<>();
        double[] y = new double[80];
        List<String> names = List.of("relu", "tanh", "gelu", "elu");
        for (int i = 0; i < y.length; i++) {
            String name = names.get(random.nextInt(4));
            double a = random.nextDouble();
            trials.add(
                    new Configuration(Map.of("act", new Value.Text(name), "a", new Value.Real(a))));
            y[i] = effects.getOrDefault(name, 0.0) + a + 0.2 * random.nextGaussian();
        }
        double listed = ofChoice(choice("relu", "tanh", "gelu", "elu"), trials, y);
        double sorted = ofChoice(choice("elu", "tanh", "relu", "gelu"), trials, y);
        assertThat(listed).isCloseTo(sorted, within(1e-6)).isGreaterThan(0.7);
    }

    private static double ofChoice(Domain activation, List<Configuration> trials, double[] y) {
        return share(
                        Importance.of(List.of(A, Parameter.always("act", activation)), trials, y)
                                .single(),
                        "act")
                .share();
    }

    /// Of the values 1 to 4, the ends have the effect 1: the variance is 1/4. With half weights at
    /// the ends it would be 2/9.
    @Test
    void theEndValuesOfAnIntegerWeighAsMuchAsTheOthers() {
        Parameter layers = Parameter.always("layers", new Domain.Int(1, 4));
        double truth = 0.25 / (0.25 + 4.0 / 12);
        Importance found =
                of(
                        List.of(layers, A),
                        400,
                        0.02,
                        v -> {
                            double l = v.get("layers") instanceof Value.Int(long n) ? n : 0;
                            return (l == 1 || l == 4 ? 1 : 0) + 2 * x(v, A);
                        });
        assertThat(share(found.single(), "layers").share()).isCloseTo(truth, within(0.02));
    }

    /// Where momentum exists, it has 1/12 of 1/12 + 1/12; the trials without it have no half of it.
    @Test
    void aConditionalHyperparameterIsRatedInTheTrialsThatHaveIt() {
        Parameter optimizer = Parameter.always("optimizer", choice("adam", "sgd"));
        Parameter momentum =
                new Parameter(
                        "momentum",
                        new Domain.Linear(0, 1),
                        new Parameter.Condition("optimizer", new Value.Text("sgd")));
        Importance found =
                of(List.of(optimizer, momentum, A), 160, 0.05, v -> x(v, momentum) + x(v, A));
        Importance.Share share = share(found.single(), momentum.key());
        assertThat(share.share()).isCloseTo(0.5, within(0.06));
        assertThat(share.trials()).isBetween(60, 100);
        // Its mean makes SGD's objective 1/2 larger: a variance of 1/16 beside 1/12 and 1/24.
        assertThat(share(found.single(), "optimizer").share()).isCloseTo(1.0 / 3, within(0.06));
    }

    @Test
    void equalObjectivesAreDataAndOneValueForAllIsNone() {
        Importance steps = of(List.of(A, B), 80, 0, v -> Math.round(2 * x(v, A)));
        assertThat(share(steps.single(), "a").share()).isGreaterThan(0.95);
        assertThat(steps.known()).isTrue();
        Importance equal = of(List.of(A, B), 80, 0, _ -> 1);
        assertThat(equal.single()).isEmpty();
        assertThat(equal.known()).isFalse();
        assertThat(equal.trials()).isEqualTo(80);
    }

    @Test
    void aHyperparameterThatHadOneValueInAllTrialsHasNoShare() {
        List<Configuration> trials = new ArrayList<>();
        double[] y = new double[40];
        for (int i = 0; i < y.length; i++) {
            double a = (i * 0.618) % 1;
            trials.add(new Configuration(Map.of("a", new Value.Real(a), "c", new Value.Real(0.3))));
            y[i] = a * a;
        }
        Importance found = Importance.of(List.of(A, C), trials, y);
        assertThat(share(found.single(), "c").share()).isZero();
        assertThat(share(found.single(), "a").share()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aValueFarOnTheBadSideCountsAsTheBound() {
        double[] errors = IntStream.rangeClosed(1, 9).mapToDouble(i -> i / 10.0).toArray();
        errors[8] = 100;
        assertThat(Winsorized.of(errors, Direction.MINIMIZE)[8]).isCloseTo(1.3, within(1e-9));
        assertThat(Winsorized.of(errors, Direction.MAXIMIZE)).containsExactly(errors);
    }
}
