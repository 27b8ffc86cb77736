package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Backends;
import io.tunebook.kernels.DeviceBenchmark;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// The figures of docs/kernels-tornado.md: products, steps of populations and starts on a device,
/// beside one thread of its host.
public final class DeviceTable implements DeviceBenchmark {

    private static final int STEPS = 1 << 20;

    /// Groups of [DeviceProgram#SLOTS] steps that are counted.
    private static final int GROUPS = 31;

    /// Seconds before, while the host's code is compiled.
    private static final double WARM = 3;

    private static final int[] TRIALS = {1, 8, 64};

    /// A training step of the table.
    private record Step(String name, TrainingPlan plan, Split split) {}

    @Override
    public String backend() {
        return TornadoBackend.NAME;
    }

    @Override
    public void run(@Nullable String device, Consumer<Figure> figures) {
        TornadoDevice chosen = device == null ? Devices.all().getFirst() : Devices.named(device);
        for (int trials : new int[] {1, 64}) {
            DeviceLock.SHARED.call(() -> {
                ProductTable.run(chosen, trials, figures);
                return null;
            });
        }
        for (Step step : steps()) {
            double host = onCpu(step);
            figures.accept(new Figure(step.name + ", one thread of the host", 1e3 * host, "ms"));
            start(chosen, step, figures);
            for (int trials : TRIALS) {
                DeviceLock.SHARED.call(() -> {
                    steps(chosen, step, trials, host, figures);
                    return null;
                });
            }
        }
    }

    private static List<Step> steps() {
        Split digits = Noise.split(8_192, Shape.flat(784));
        Split small = Noise.split(8_192, Shape.flat(64));
        Split images = Noise.split(2_048, new Shape(28, 28, 1));
        Network convolutions =
                new Network(
                        new Shape(28, 28, 1),
                        List.of(
                                new Layer.Convolution(8, 3),
                                new Layer.Pooling(Layer.Pooling.Kind.MAX, 2),
                                new Layer.Convolution(16, 5),
                                new Layer.Pooling(Layer.Pooling.Kind.MAX, 2),
                                new Layer.Dense(64)),
                        Activation.RELU,
                        new Normalisation.None(),
                        10);
        return List.of(
                new Step(
                        "784-256-128-10, batch 128",
                        plan(Network.perceptron(784, List.of(256, 128), Activation.RELU, 10), 128),
                        digits),
                new Step(
                        "64-64-10, batch 64",
                        plan(Network.perceptron(64, List.of(64), Activation.RELU, 10), 64),
                        small),
                new Step("convolutions 8-16-64, batch 64", plan(convolutions, 64), images));
    }

    private static TrainingPlan plan(Network network, int batch) {
        return TrainingPlan.of(network, new Optimizer.Nesterov(0.01, 0.9), batch, STEPS)
                .with(new TrainingPlan.EvaluationSettings(STEPS, 256, 0));
    }

    /// The seconds of a step.
    private static double onCpu(Step step) {
        Trainer trainer = Backends.named("cpu").trainer();
        Clock clock = new Clock();
        trainer.train(step.plan, step.split, clock);
        return clock.seconds();
    }

    /// The time to a first trial's first report, and to a second one's.
    private static void start(TornadoDevice device, Step step, Consumer<Figure> figures) {
        for (String which : List.of("first", "second")) {
            long began = System.nanoTime();
            long[] reported = new long[1];
            new TornadoTrainer(device)
                    .train(
                            step.plan,
                            step.split,
                            new FirstStep(() -> reported[0] = System.nanoTime()));
            figures.accept(
                    new Figure(
                            step.name + ", " + which + " trial to its first report",
                            (reported[0] - began) / 1e6,
                            "ms"));
        }
    }

    private static void steps(
            TornadoDevice device, Step step, int trials, double host, Consumer<Figure> figures) {
        try (DeviceProgram program = new DeviceProgram(device, step.plan, step.split, trials)) {
            Population population = new Population(program, step.plan, step.split);
            for (int t = 0; t < trials; t++) {
                population.join(
                        new Population.Trial(step.plan.withSeed(t), StepListener.none(), null));
            }
            double[] seconds = new double[GROUPS];
            long warm = System.nanoTime() + (long) (WARM * 1e9);
            while (System.nanoTime() < warm) {
                population.advance();
            }
            for (int g = 0; g < GROUPS; g++) {
                long began = System.nanoTime();
                population.advance();
                seconds[g] = (System.nanoTime() - began) / 1e9 / DeviceProgram.SLOTS;
            }
            Arrays.sort(seconds);
            double median = seconds[GROUPS / 2];
            String name = "%s, %d together".formatted(step.name, trials);
            figures.accept(new Figure(name, 1e3 * median, "ms"));
            figures.accept(
                    new Figure(
                            name + ", times one thread of the host", trials * host / median, "x"));
            if (trials == 1) {
                figures.accept(new Figure(step.name + ", a step", program.launches(), "launches"));
                figures.accept(
                        new Figure(
                                step.name + ", a step, transferred",
                                (double) program.bytesOfGroup() / DeviceProgram.SLOTS,
                                "bytes"));
            }
        }
    }

    /// Notes the first step and stops.
    private record FirstStep(Runnable note) implements StepListener {
        @Override
        public Signal onStep(StepMetrics measured) {
            note.run();
            return Signal.STOP;
        }

        @Override
        public Signal onEvaluation(Evaluation evaluation) {
            return Signal.STOP;
        }
    }

    /// Measures groups of steps of a training after the warm-up, and stops it.
    private static final class Clock implements StepListener {
        private final double[] seconds = new double[GROUPS];
        private final long warm = System.nanoTime() + (long) (WARM * 1e9);
        private int groups = -1;
        private long began;

        @Override
        public Signal onStep(StepMetrics measured) {
            long now = System.nanoTime();
            if (measured.step() % DeviceProgram.SLOTS == 0 && now > warm) {
                if (groups >= 0) {
                    seconds[groups] = (now - began) / 1e9 / DeviceProgram.SLOTS;
                }
                groups++;
                began = now;
            }
            return groups == GROUPS ? Signal.STOP : Signal.CONTINUE;
        }

        @Override
        public Signal onEvaluation(Evaluation evaluation) {
            return Signal.CONTINUE;
        }

        double seconds() {
            Arrays.sort(seconds);
            return seconds[GROUPS / 2];
        }
    }

    /// For `java io.tunebook.kernels.tornado.DeviceTable [DEVICE]`, without the launcher.
    public static void main(String[] args) {
        new DeviceTable()
                .run(
                        args.length > 0 ? args[0] : null,
                        f -> System.out.printf("%-70s %12.3f %s%n", f.name(), f.value(), f.unit()));
    }
}
