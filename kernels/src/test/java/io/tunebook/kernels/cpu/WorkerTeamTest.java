package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.RecordingListener;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.GeneratedDigits;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerTeamTest {

    private static final Split DIGITS = GeneratedDigits.generate(400, 1).split(100, 1);

    @ParameterizedTest(name = "{0} {1}, batch {2}, batches of {3} normalised, clipped {4}")
    @CsvSource({
        "30 20, RELU, 72, 0, false",
        "30 20, GELU, 72, 0, true",
        "30 20, TANH, 50, 8, false",
        "c5x3 m2 c17x3 a2 12, RELU, 37, 0, false",
        "c5x5 m2 c6x3 12, GELU, 40, 8, true"
    })
    void theBitsDoNotDependOnTheNumberOfThreadsOrTheImplementation(
            String layers, Activation activation, int batch, int normalised, boolean clipped) {
        Network network =
                new Network(
                        new Shape(28, 28, 1),
                        GradientTest.layers(layers),
                        activation,
                        normalised == 0
                                ? new Normalisation.None()
                                : new Normalisation.BatchNorm(normalised, 0.9, 1e-5),
                        10);
        TrainingPlan free =
                TrainingPlan.of(network, new Optimizer.Nesterov(0.02, 0.9), batch, 6)
                        .with(new Regularisation(1e-4, 1e-4, 0.1, 0.1))
                        .with(new TrainingPlan.EvaluationSettings(3, 80, 0));
        TrainingPlan plan = clipped ? free.withClipNorm(0.5) : free;
        Run one = run(plan, new VectorProducts(), 1);
        for (int threads = 2; threads <= 4; threads++) {
            Run more = run(plan, new VectorProducts(), threads);
            assertThat(more.recorded().steps)
                    .as("%d threads", threads)
                    .isEqualTo(one.recorded().steps);
            assertThat(more.recorded().evaluations).isEqualTo(one.recorded().evaluations);
            assertThat(more.parameters()).containsExactly(one.parameters());
        }
        Run plain = run(plan, new PlainProducts(), 2);
        assertThat(plain.recorded().steps).as("plain loops").isEqualTo(one.recorded().steps);
        assertThat(plain.parameters()).containsExactly(one.parameters());
    }

    @Test
    void aTeamRunsEveryPieceOnceInEveryRound() {
        try (WorkerTeam team = new WorkerTeam(4)) {
            AtomicIntegerArray done = new AtomicIntegerArray(50);
            for (int round = 0; round < 2_000; round++) {
                team.share(50, done::incrementAndGet);
            }
            for (int piece = 0; piece < 50; piece++) {
                assertThat(done.get(piece)).isEqualTo(2_000);
            }
        }
    }

    @Test
    void anExceptionOnAWorkerReachesTheCaller() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            assertThatThrownBy(() ->
                            team.share(
                                    20,
                                    piece -> {
                                        throw new IllegalStateException("piece " + piece);
                                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("piece");
            AtomicIntegerArray done = new AtomicIntegerArray(1);
            team.share(20, piece -> done.incrementAndGet(0));
            assertThat(done.get(0)).isEqualTo(20);
        }
    }

    @Test
    void aTrainingOfADeadNetworkEndsEarly() {
        Network network =
                new Network(
                        new Shape(28, 28, 1),
                        List.of(new Layer.Dense(16)),
                        Activation.RELU,
                        new Normalisation.None(),
                        10);
        TrainingPlan plan = TrainingPlan.of(network, new Optimizer.Sgd(0.01), 50, 400);
        Training training =
                new Training(
                        plan,
                        DIGITS,
                        new RecordingListener(),
                        Products.fastest(),
                        new WorkerTeam(1),
                        null);
        ParameterLayout.Block first = new ParameterLayout(network).blocks().getFirst();
        for (int unit = 0; unit < 16; unit++) {
            training.parameters()[first.offsets() + unit] = -1e6f;
        }
        assertThat(training.run())
                .isInstanceOfSatisfying(
                        Outcome.Diverged.class,
                        diverged -> {
                            assertThat(diverged.step()).isEqualTo(100);
                            assertThat(diverged.reason())
                                    .startsWith("The network is dead: up to step 100");
                        });
    }

    private record Run(RecordingListener recorded, float[] parameters) {}

    private static Run run(TrainingPlan plan, Products products, int threads) {
        RecordingListener recorded = new RecordingListener();
        try (WorkerTeam team = new WorkerTeam(threads)) {
            Training training = new Training(plan, DIGITS, recorded, products, team, null);
            training.run();
            return new Run(recorded, training.parameters());
        }
    }
}
