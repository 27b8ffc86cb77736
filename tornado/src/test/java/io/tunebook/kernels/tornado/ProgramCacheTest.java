package io.tunebook.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Programs that share a device's memory.
class ProgramCacheTest {

    private static final Split ROWS = NoisyImages.split(96, 32, Shape.flat(60), 4);
    private static final TrainingPlan SMALL = plan(20);
    private static final TrainingPlan LARGE = plan(28);

    private static TrainingPlan plan(int width) {
        return TrainingPlan.of(
                Network.perceptron(60, List.of(width), Activation.RELU, 4),
                new Optimizer.Sgd(0.1),
                16,
                200);
    }

    @Test
    void aTrialWaitsForTheMemoryOfAnotherShape() throws ExecutionException, InterruptedException {
        long one = MemoryFootprint.of(LARGE, ROWS, 1).bytes();
        ProgramCache cache = new ProgramCache(Devices.all().getFirst(), one + one / 2);
        List<FutureTask<Outcome>> both =
                List.of(
                        new FutureTask<>(() -> train(cache, SMALL)),
                        new FutureTask<>(() -> train(cache, LARGE)));
        both.forEach(task -> Thread.ofPlatform().start(task));
        for (FutureTask<Outcome> task : both) {
            assertThat(task.get()).isInstanceOf(Outcome.Completed.class);
        }
    }

    @Test
    void theSecondTrialOfAShapeNeedsNoCompilation() {
        ProgramCache cache = new ProgramCache(Devices.all().getFirst(), 1L << 30);
        train(cache, SMALL);
        long began = System.nanoTime();
        long[] reported = new long[1];
        StepListener listener = new FirstStep(() -> reported[0] = System.nanoTime());
        cache.driver(SMALL, ROWS).train(new Population.Trial(SMALL.withSeed(2), listener, null));
        assertThat(reported[0] - began).isLessThan(1_500_000_000L);
    }

    private static Outcome train(ProgramCache cache, TrainingPlan plan) {
        return cache.driver(plan, ROWS)
                .train(new Population.Trial(plan, StepListener.none(), null));
    }

    private record FirstStep(Runnable note) implements StepListener {
        @Override
        public Signal onStep(StepMetrics measured) {
            if (measured.step() == 1) {
                note.run();
            }
            return Signal.CONTINUE;
        }

        @Override
        public Signal onEvaluation(Evaluation evaluation) {
            return Signal.CONTINUE;
        }
    }
}
