package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.playbook.analysis.Stability;
import io.tunebook.server.playbook.analysis.Stability.Rate;
import io.tunebook.server.playbook.analysis.Stability.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Measures where training becomes unstable, and which remedy helps (PB-60 to PB-65): a sweep over
/// learning rates, multiples of the best one, warmups and clipping. Each training is short, with a
/// constant rate and one seed; the result is the same on every run.
public final class StabilityProbe {
    /// Half decades from 1e-4 to 100.
    private static final int RATES = 13;

    private static final int SWEEP_STEPS = 100;
    private static final double[] MULTIPLES = {1, 2, 4};
    private static final int[] WARMUPS = {10, 1_000, 10_000, 100_000};
    private static final long SEED = 1;

    private final Configuration configuration;
    private final Split split;
    private final Trainer trainer;
    private final int steps;

    private StabilityProbe(
            Configuration configuration, Split split, int steps, TrainingEnvironment training) {
        this.configuration = configuration;
        this.split = split;
        this.trainer = training.backend().trainer();
        this.steps = steps;
    }

    /// @param configuration of the training; its learning rate and schedule are ignored, and its
    ///   steps are the longest warmup
    /// @param steps of each training at a multiple of the best rate, 500 in the playbook
    /// @param training the backend to measure on
    /// @throws IllegalArgumentException when the configuration cannot be trained
    public static Stability of(
            StudyData data, Configuration configuration, int steps, TrainingEnvironment training) {
        return new StabilityProbe(configuration, StudyData.split(data.load()), steps, training)
                .probe();
    }

    private Stability probe() {
        List<Rate> rates = new ArrayList<>();
        for (int i = 0; i < RATES; i++) {
            double rate = Math.pow(10, -4 + i / 2.0);
            rates.add(run(rate, SWEEP_STEPS, Map.of()).read());
        }
        double best = Stability.best(rates);
        if (Double.isNaN(best)) {
            return Stability.of(rates, List.of(), null, List.of(), null);
        }
        List<Rate> multiples = new ArrayList<>();
        Stability.@Nullable Norms norms = null;
        for (double multiple : MULTIPLES) {
            Run run = run(best * multiple, steps, Map.of());
            multiples.add(run.read());
            if (multiple == 1) {
                norms = Stability.norms(run.norms());
            }
        }
        double unstable = Stability.unstable(rates);
        boolean cure = !Double.isNaN(unstable);
        return Stability.of(
                rates,
                multiples,
                norms,
                cure ? warmups(10 * unstable) : List.of(),
                cure && norms != null ? clipped(unstable, norms.ninetieth()) : null);
    }

    /// Up to the shortest stable warmup; none is longer than the training itself.
    private List<Stability.Warmup> warmups(double rate) {
        Value planned = configuration.values().get("steps");
        double maxWarmup = planned == null ? 1_000 : planned.number();
        List<Stability.Warmup> tried = new ArrayList<>();
        for (int length : WARMUPS) {
            if (length <= maxWarmup) {
                Run run = run(rate, length + SWEEP_STEPS, Map.of("warmup_steps", length));
                Rate read = run.read();
                tried.add(new Stability.Warmup(length, rate, read.verdict(), read.loss()));
                if (read.verdict() == Verdict.STABLE) {
                    break;
                }
            }
        }
        return tried;
    }

    private Stability.ClippingRun clipped(double rate, double threshold) {
        Run run = run(rate, steps, Map.of("clip_norm", threshold));
        Rate read = run.read();
        double share =
                Arrays.stream(run.norms()).filter(n -> !(n <= threshold)).count()
                        / (double) Math.max(1, run.norms().length);
        return new Stability.ClippingRun(threshold, rate, share, read.verdict(), read.loss());
    }

    private Run run(double rate, int length, Map<String, ? extends Number> more) {
        Map<String, Value> values = new HashMap<>(configuration.values());
        List.of("schedule", "warmup_steps", "clip_norm", "eval_every", "checkpoints")
                .forEach(values::remove);
        values.put("learning_rate", new Value.Real(rate));
        values.put("steps", new Value.Int(length));
        values.put("eval_every", new Value.Int(length));
        more.forEach((name, value) -> values.put(name, Value.of(value)));
        Run run = new Run(rate, length);
        Outcome outcome =
                trainer.train(
                        Plans.of(new Configuration(values), split.training(), SEED), split, run);
        if (outcome instanceof Outcome.Infeasible infeasible) {
            // Not a learning rate that diverges: no rate can be trained.
            throw new IllegalArgumentException(infeasible.reason());
        }
        return run;
    }

    /// Records the loss and the gradient norm of every step.
    private static final class Run implements StepListener {
        private final double rate;
        private final double[] losses;
        private final double[] norms;
        private int taken;

        Run(double rate, int length) {
            this.rate = rate;
            this.losses = new double[length];
            this.norms = new double[length];
        }

        @Override
        public Signal onStep(StepMetrics measured) {
            losses[taken] = measured.loss();
            norms[taken++] = measured.gradientNorm();
            return Signal.CONTINUE;
        }

        @Override
        public Signal onEvaluation(Evaluation evaluation) {
            return Signal.CONTINUE;
        }

        Rate read() {
            return Stability.read(rate, Arrays.copyOf(losses, taken), losses.length);
        }

        double[] norms() {
            return Arrays.copyOf(norms, taken);
        }
    }
}
