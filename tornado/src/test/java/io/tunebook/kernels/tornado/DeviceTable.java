package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Backends;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Prints the figures of docs/kernels-tornado.md for the first device.
final class DeviceTable {

    private static final int STEPS = 192;

    /// StepBatch that are not counted: kernels are compiled in the first.
    private static final int WARM = 32;

    private DeviceTable() {}

    public static void main(String[] args) {
        TornadoDevice device = Devices.all().getFirst();
        System.out.println(Devices.description(device));
        ProductKernels.Timings products = ProductKernels.timings(device);
        System.out.println("products forward   " + products.forward().rates());
        System.out.println("products backward  " + products.backward().rates());
        System.out.println("products gradient  " + products.gradient().rates());
        Split digits = NoisyImages.split(2_000, 500, Shape.flat(784), 10);
        TrainingPlan step =
                plan(Network.perceptron(784, List.of(256, 128), Activation.RELU, 10), 128);
        System.out.printf(
                Locale.ROOT,
                "784-256-128-10, batch 128, a step: %.2f ms; on the CPU, one thread, %.2f ms%n",
                1e3 * seconds(new TornadoBackend().trainer(), step, digits),
                1e3 * seconds(Backends.named("cpu").trainer(), step, digits));
        Split small = NoisyImages.split(2_000, 500, Shape.flat(64), 10);
        TrainingPlan trial = plan(Network.perceptron(64, List.of(64), Activation.RELU, 10), 64);
        double alone = seconds(new TornadoBackend().trainer(), trial, small);
        for (int trials : new int[] {4, 16, 64}) {
            System.out.printf(
                    Locale.ROOT,
                    "%d trials of 64-64-10, batch 64: %.2f ms a step together, %.2f ms one after another%n",
                    trials,
                    1e3 * together(device, trial, small, trials),
                    1e3 * trials * alone);
        }
    }

    private static TrainingPlan plan(Network network, int batch) {
        return TrainingPlan.of(network, new Optimizer.Nesterov(0.01, 0.9), batch, STEPS);
    }

    private static double seconds(Trainer trainer, TrainingPlan plan, Split split) {
        Clock clock = new Clock();
        trainer.train(plan, split, clock);
        return clock.seconds();
    }

    private static double together(
            TornadoDevice device, TrainingPlan plan, Split split, int trials) {
        Clock clock = new Clock();
        List<Population.Trial> members = new ArrayList<>();
        for (int t = 0; t < trials; t++) {
            StepListener listener = t == 0 ? clock : StepListener.none();
            members.add(new Population.Trial(plan.withSeed(t), listener, null));
        }
        new Population(device, split, members).run();
        return clock.seconds();
    }

    /// Receives steps in groups; measures the time between groups.
    private static final class Clock implements StepListener {
        private final long[] at = new long[STEPS + 1];

        @Override
        public Signal onStep(StepMetrics measured) {
            at[measured.step()] = System.nanoTime();
            return Signal.CONTINUE;
        }

        @Override
        public Signal onEvaluation(Evaluation evaluation) {
            return Signal.CONTINUE;
        }

        /// The median over the groups of [DeviceProgram#SLOTS] steps.
        double seconds() {
            double[] each = new double[(STEPS - WARM) / DeviceProgram.SLOTS];
            for (int g = 0; g < each.length; g++) {
                int first = WARM + g * DeviceProgram.SLOTS;
                each[g] = (at[first + DeviceProgram.SLOTS] - at[first]) / 1e9 / DeviceProgram.SLOTS;
            }
            Arrays.sort(each);
            return each[each.length / 2];
        }
    }
}
