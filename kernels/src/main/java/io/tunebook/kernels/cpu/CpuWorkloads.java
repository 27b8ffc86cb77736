package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import java.util.Arrays;
import java.util.List;

/// The workloads of the CPU backend that the benchmark measures.
public final class CpuWorkloads {

    /// Steps after which a moment of [#adam] begins to decay, or to grow: it decays to 0 in 900.
    private static final int REPEAT = 1_000;

    private CpuWorkloads() {}

    /// A repeatable piece of work that may own threads.
    public interface Workload extends AutoCloseable {
        /// Runs the work once.
        void run();

        @Override
        default void close() {}
    }

    /// The kinds of products of a dense layer.
    public enum ProductKind {
        /// The forward product: `[m][k]` times `[k][n]`.
        NN,
        /// The backward product: `[m][n]` times the transpose of `[k][n]`.
        NT,
        /// The gradient of the weights: the transpose of `[m][k]` times `[m][n]`.
        TN
    }

    /// Whether this JVM computes products with vectors.
    public static boolean vectors() {
        return Products.fastest() instanceof VectorProducts;
    }

    /// Runs fused multiply-adds on registers, [#peakOperations] per turn.
    public static float peakLoop(int turns) {
        return PeakLoop.run(turns);
    }

    /// Floating-point operations of one turn of [#peakLoop].
    public static double peakOperations() {
        return PeakLoop.operations();
    }

    /// One product of a dense layer of `k` inputs and `n` units over `m` rows: `2 m k n`
    /// operations.
    public static Workload product(ProductKind way, int m, int k, int n) {
        Network network = Network.perceptron(k, List.of(n), Activation.RELU, 2);
        ParameterLayout layout = new ParameterLayout(network);
        ParameterLayout.Block block = layout.blocks().getFirst();
        float[] parameters = new float[layout.size()];
        Arrays.fill(parameters, 0.01f);
        Buffers buffers = new Buffers(network, m, true);
        ValuesAndGradient in = buffers.signal(Shape.flat(k), Matrix.padded(k), true);
        ValuesAndGradient out = buffers.signal(Shape.flat(n), Matrix.padded(n), true);
        Arrays.fill(in.values().data, 0.5f);
        Arrays.fill(out.gradient().data, 0.5f);
        DenseStage stage = new DenseStage(block, parameters, Products.fastest(), in, out);
        float[] gradient = new float[parameters.length];
        stage.backward(0, 0, m);
        List<ParameterSlice> slices = stage.slices();
        return switch (way) {
            case NN -> () -> stage.forward(0, 0, m);
            case NT -> () -> stage.backward(0, 0, m);
            case TN ->
                    () -> {
                        for (ParameterSlice slice : slices) {
                            slice.differentiate(gradient, 0, m);
                        }
                    };
        };
    }

    /// The training steps of a plan, without evaluations.
    public static Workload steps(TrainingPlan plan, Dataset dataset, int threads) {
        WorkerTeam team = new WorkerTeam(threads);
        TrainingState state = Training.state(plan, dataset.rows());
        GradientStep step = new GradientStep(plan, state, Products.fastest(), team);
        int[] batch = new int[plan.batchSize()];
        return new Workload() {
            private int taken;

            @Override
            public void run() {
                taken = taken % plan.steps() + 1;
                state.order.next(batch);
                step.compute(dataset, batch, taken);
                step.update(taken, plan.learningRate(taken));
            }

            @Override
            public void close() {
                team.close();
            }
        };
    }

    /// Convolutions of 3 x 3 from 1 to 16 to 32 channels on 28 x 28 pixels with a ReLU between:
    /// forward, backward, and the gradients of all weights.
    public static Workload convolutions(int batch, int threads) {
        Network network =
                new Network(
                        new Shape(28, 28, 1),
                        List.of(new Layer.Convolution(16, 3), new Layer.Convolution(32, 3)),
                        Activation.RELU,
                        new Normalisation.None(),
                        2);
        ParameterLayout layout = new ParameterLayout(network);
        float[] parameters = new float[layout.size()];
        Arrays.fill(parameters, 0.01f);
        Buffers buffers = new Buffers(network, batch, true);
        ValuesAndGradient image = buffers.input();
        ValuesAndGradient hidden = buffers.signal(new Shape(28, 28, 16), 16, true);
        ValuesAndGradient made = buffers.signal(new Shape(28, 28, 32), 32, true);
        Arrays.fill(image.values().data, 0.5f);
        Arrays.fill(made.gradient().data, 0.01f);
        made.gradient().clearBorder(0, batch);
        Products products = Products.fastest();
        List<ParameterLayout.Block> blocks = layout.blocks();
        List<Stage> stages =
                List.of(
                        new ConvolutionStage(blocks.get(0), parameters, products, image, hidden),
                        new ActivationStage(
                                Activation.RELU, products, new Dropout(0, 0), 0, hidden, null),
                        new ConvolutionStage(blocks.get(1), parameters, products, hidden, made));
        Pipeline pipeline =
                new Pipeline(stages, stages.size(), Buffers.floatsOfImages(network, true));
        List<ParameterSlice> slices =
                stages.stream().flatMap(stage -> stage.slices().stream()).toList();
        BatchParts parts = BatchParts.of(batch, new Normalisation.None(), threads);
        float[] gradient = new float[parameters.length];
        WorkerTeam team = new WorkerTeam(threads);
        List<SliceGroup> groups = SliceGroup.of(slices, threads);
        return new Workload() {
            @Override
            public void run() {
                team.share(parts.count(), this::rows);
                team.share(groups.size(), g -> groups.get(g).differentiate(gradient, batch));
            }

            private void rows(int part) {
                pipeline.forward(part, parts.from(part), parts.to(part));
                pipeline.backward(part, parts.from(part), parts.to(part));
            }

            @Override
            public void close() {
                team.close();
            }
        };
    }

    /// The optimizer's update alone on `parameters` parameters: reads three arrays and writes two.
    public static Workload nesterov(int parameters) {
        UpdateRule rule = UpdateRule.of(new Optimizer.Nesterov(0.01, 0.9), parameters);
        UpdateRule.Step step = new UpdateRule.Step(0.01f, 1f, 0f, 1f);
        float[] w = new float[parameters];
        float[] g = new float[parameters];
        Arrays.fill(g, 0.01f);
        return () -> rule.apply(step, 0, parameters, w, g);
    }

    /// Adam's update of `parameters` parameters with gradients that are 0 for a tenth of them,
    /// whose moments decay, or for none.
    public static Workload adam(int parameters, boolean decaying) {
        Products products = Products.fastest();
        int padded = Matrix.padded(parameters);
        UpdateRule rule = UpdateRule.of(Optimizer.Adam.of(1e-3), padded);
        UpdateRule.Step step = new UpdateRule.Step(1e-3f, 1f, 0f, 1f);
        float[] w = new float[padded];
        float[] g = new float[padded];
        Arrays.fill(g, 0.01f);
        return new Workload() {
            private int taken;

            @Override
            public void run() {
                // Gradients stop at different steps, so that at every step some moments are small.
                int part = taken % REPEAT;
                for (int i = part; decaying && i < parameters; i += 10 * REPEAT) {
                    g[i] = taken / REPEAT % 2 == 0 ? 0f : 0.01f;
                }
                rule.begin(++taken);
                rule.apply(step, 0, padded, w, g);
                for (int i = 0; i < rule.state().size(); i++) {
                    products.flush(rule.state().get(i), 0, padded, rule.smallestOf(i));
                }
            }
        };
    }

    /// A hash of every bit of a training's final weights.
    ///
    /// @param vectors whether to use vectors
    public static int weightsHash(TrainingPlan plan, Split split, int threads, boolean vectors) {
        Products products = vectors ? Products.fastest() : new PlainProducts();
        try (WorkerTeam team = new WorkerTeam(threads)) {
            Training training =
                    new Training(plan, split, StepListener.none(), products, team, null);
            training.run();
            return Arrays.hashCode(training.parameters());
        }
    }
}
