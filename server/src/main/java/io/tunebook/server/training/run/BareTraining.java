package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.data.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Trains configurations with the kernels alone: no log, no curves, no dashboard. A study's extra
/// time is the framework's overhead.
public final class BareTraining {
    private BareTraining() {}

    /// @param data the training data
    /// @param workers the number of concurrent trainings, one thread each
    /// @param evaluated whether to evaluate as often as in a study, or only at the end
    /// @return the seconds from the first step to the last
    public static double seconds(
            StudyData data, List<Configuration> trials, int workers, boolean evaluated)
            throws InterruptedException {
        Split split = StudyData.split(data.load());
        var trainer = TrainingEnvironment.onCpu().backend().trainer(1);
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        List<Configuration> trained =
                evaluated ? trials : trials.stream().map(BareTraining::unevaluated).toList();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int t = next.getAndIncrement();
                                        t < trained.size();
                                        t = next.getAndIncrement()) {
                                    trainer.train(
                                            Plans.of(trained.get(t), split.training(), t),
                                            split,
                                            new IgnoringListener());
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static Configuration unevaluated(Configuration trial) {
        Map<String, Value> values = new HashMap<>(trial.values());
        values.put("eval_every", values.getOrDefault("steps", new Value.Int(1_000)));
        return new Configuration(values);
    }

    private static final class IgnoringListener implements StepListener {
        @Override
        public Signal onStep(StepMetrics measured) {
            return Signal.CONTINUE;
        }

        @Override
        public Signal onEvaluation(Evaluation evaluation) {
            return Signal.CONTINUE;
        }
    }
}
