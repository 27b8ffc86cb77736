package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.playbook.decision.GainEstimate;
import io.tunebook.server.playbook.decision.GainVerdict;
import io.tunebook.server.playbook.decision.GainVerdict.Kind;
import io.tunebook.server.playbook.decision.Reruns;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/// The gain of a launch (PB-38 to PB-40): how often the 95% interval holds the true difference of
/// the means over seeds. Reruns are normal around their mean; the standard deviation of the side
/// with fewer reruns is 1/3 to 3 times that of the other; with and without a difference.
final class GainSection implements Section {
    private static final Objective OBJECTIVE = new Objective("loss", Objective.Direction.MINIMIZE);
    private static final double[] RATIOS = {1 / 3.0, 0.5, 1, 2, 3};
    private static final double[] DIFFERENCES = {0, 2};
    private static final double[] SEARCH = {0};
    private static final int MAX_RERUNS = 10;

    /// The extreme cells have two reruns on one side: there the standard error of a rate must be
    /// well below its distance from the bar, 0.3 points.
    private static final int DRAWS_OF_TWO = 20_000;

    private static final int DRAWS = 4_000;
    private static final double MIN_COVERAGE = 93;
    private static final double MAX_COVERAGE = 99;

    /// A number of reruns on each side, the ratio of their deviations, and the true gain.
    private record Cell(int few, int many, double ratio, double gain) {
        Evidence.Gain draw(SplittableRandom random) {
            Reruns ours = reruns(random, few, -gain, ratio);
            Reruns theirs = reruns(random, many, 0, 1);
            Evidence.Gain drawn = GainEstimate.of(OBJECTIVE, ours, theirs, SEARCH);
            return Objects.requireNonNull(drawn);
        }

        private static Reruns reruns(SplittableRandom random, int n, double mean, double sd) {
            return new Reruns(
                    DoubleStream.generate(() -> mean + sd * random.nextGaussian())
                            .limit(n)
                            .toArray(),
                    0,
                    0);
        }

        Rate coverage(int draws, long seed) {
            return Rate.of(
                    draws,
                    seed,
                    random -> {
                        Evidence.Gain g = draw(random);
                        return g.low() <= gain && gain <= g.high();
                    });
        }

        /// Whether the words contradict the interval or the probability.
        boolean contradicts(SplittableRandom random) {
            Evidence.Gain g = draw(random);
            Kind kind = GainVerdict.of(OBJECTIVE, g).kind();
            return (kind == Kind.BETTER) != (g.low() > 0)
                    || (kind == Kind.WORSE) != (g.high() < 0)
                    || (kind == Kind.BETTER) != (g.probability() > 0.975)
                    || (kind == Kind.WORSE) != (g.probability() < 0.025);
        }
    }

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        for (int few = 2; few <= MAX_RERUNS; few++) {
            coverage(few, settings, rows);
        }
        contradictions(settings, rows);
    }

    private static void coverage(int few, Settings settings, Consumer<Row> rows) {
        int draws = settings.draws(few == 2 ? DRAWS_OF_TWO : DRAWS);
        double lowest = 100;
        double highest = 0;
        long seed = settings.seed() + 1_000L * few;
        for (int many = few; many <= MAX_RERUNS; many++) {
            for (double ratio : RATIOS) {
                for (double gain : DIFFERENCES) {
                    double held =
                            new Cell(few, many, ratio, gain).coverage(draws, seed++).percent();
                    lowest = Math.min(lowest, held);
                    highest = Math.max(highest, held);
                }
            }
        }
        String unit = "% of " + draws;
        String name =
                "PB-40 coverage, %d against %d to %d reruns, ".formatted(few, few, MAX_RERUNS);
        rows.accept(Row.valueAtLeast(name + "lowest cell", lowest, unit, MIN_COVERAGE));
        rows.accept(Row.valueAtMost(name + "highest cell", highest, unit, MAX_COVERAGE));
    }

    private static void contradictions(Settings settings, Consumer<Row> rows) {
        rows.accept(
                Rate.of(
                                settings.draws(20_000),
                                settings.seed(),
                                random -> {
                                    Cell cell =
                                            new Cell(
                                                    random.nextInt(2, MAX_RERUNS + 1),
                                                    random.nextInt(2, MAX_RERUNS + 1),
                                                    RATIOS[random.nextInt(RATIOS.length)],
                                                    random.nextDouble(-3, 3));
                                    return cell.contradicts(random);
                                })
                        .atMost("PB-40 words contradict the interval", 0));
    }
}
