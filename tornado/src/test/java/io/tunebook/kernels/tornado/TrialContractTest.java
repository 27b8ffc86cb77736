package io.tunebook.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Backends;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.GeneratedDigits;
import io.tunebook.kernels.data.Split;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whole trials on the device: they reach the error of the CPU, stop and resume with the same bits,
/// and do not depend on other trials of their population.
class TrialContractTest {

    private static final Split DIGITS = GeneratedDigits.generate(1_500, 1).split(300, 1);
    private static final TrainingPlan PLAN =
            TrainingPlan.of(network(32), new Optimizer.Nesterov(0.1, 0.9), 64, 120)
                    .with(new Regularisation(1e-4, 0, 0.1, 0))
                    .with(new TrainingPlan.EvaluationSettings(50, 256, 1));

    private final Trainer trainer = new TornadoBackend().trainer();

    @Test
    void aTrialReachesTheErrorOfTheCpu() {
        Outcome.Completed cpu =
                (Outcome.Completed)
                        Backends.named("cpu").trainer().train(PLAN, DIGITS, StepListener.none());
        RecordingListener recorded = new RecordingListener();
        Outcome.Completed own = (Outcome.Completed) trainer.train(PLAN, DIGITS, recorded);
        assertThat(recorded.steps).hasSize(120);
        assertThat(recorded.evaluations).extracting(e -> e.step()).containsExactly(50, 100, 120);
        assertThat(cpu.last().validationError()).isLessThan(0.5);
        assertThat(own.last().validationError())
                .isCloseTo(cpu.last().validationError(), within(0.03));
        assertThat(own.last().validationLoss())
                .isCloseTo(cpu.last().validationLoss(), within(0.05));
    }

    @Test
    void aStoppedTrialResumesWithTheSameBits() {
        RecordingListener whole = new RecordingListener();
        Outcome.Completed finished = (Outcome.Completed) trainer.train(PLAN, DIGITS, whole);
        RecordingListener first = new RecordingListener(7);
        Outcome.Stopped stopped = (Outcome.Stopped) trainer.train(PLAN, DIGITS, first);
        assertThat(stopped.step()).isEqualTo(7);
        assertThat(first.steps).isEqualTo(whole.steps.subList(0, 7));
        RecordingListener rest = new RecordingListener();
        Outcome.Completed resumed =
                (Outcome.Completed) trainer.resume(PLAN, DIGITS, stopped.checkpoint(), rest);
        assertThat(rest.steps).isEqualTo(whole.steps.subList(7, 120));
        assertThat(resumed.last()).isEqualTo(finished.last());
        assertThat(trainer.evaluate(PLAN, DIGITS, finished.checkpoints().getFirst()))
                .isEqualTo(finished.checkpoints().getFirst().evaluation().orElseThrow());
    }

    @Test
    void aRequestedCheckpointResumesWithTheSameBits() {
        RecordingListener whole = new RecordingListener().requesting(7);
        Outcome.Completed finished = (Outcome.Completed) trainer.train(PLAN, DIGITS, whole);
        TrainingCheckpoint checkpoint = whole.requested.getFirst();
        assertThat(checkpoint.step()).isBetween(7, 7 + DeviceProgram.SLOTS);
        RecordingListener rest = new RecordingListener();
        Outcome.Completed resumed =
                (Outcome.Completed) trainer.resume(PLAN, DIGITS, checkpoint, rest);
        assertThat(rest.steps).isEqualTo(whole.steps.subList(checkpoint.step(), 120));
        assertThat(resumed.last()).isEqualTo(finished.last());
    }

    @Test
    void trialsTrainedTogetherEqualTrialsTrainedAlone() throws InterruptedException {
        TrainingPlan faster =
                TrainingPlan.of(network(32), new Optimizer.Nesterov(0.3, 0.5), 64, 40)
                        .with(new TrainingPlan.EvaluationSettings(30, 256, 0))
                        .withSeed(5);
        TrainingPlan diverging =
                TrainingPlan.of(network(32), new Optimizer.Nesterov(1e4, 0.9), 64, 60)
                        .with(new TrainingPlan.EvaluationSettings(30, 256, 0));
        List<TrainingPlan> plans = List.of(PLAN, faster, diverging);
        List<RecordingListener> together =
                List.of(new RecordingListener(), new RecordingListener(), new RecordingListener());
        List<Outcome> outcomes = together(plans, together);
        for (int t = 0; t < plans.size(); t++) {
            RecordingListener alone = new RecordingListener();
            Outcome outcome = trainer.train(plans.get(t), DIGITS, alone);
            assertThat(together.get(t).steps).as("steps of trial %d", t).isEqualTo(alone.steps);
            assertThat(together.get(t).evaluations).isEqualTo(alone.evaluations);
            assertThat(outcomes.get(t)).isEqualTo(outcome);
        }
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Diverged.class);
    }

    /// Trains each plan on a thread of its own, all at the same time.
    private List<Outcome> together(List<TrainingPlan> plans, List<RecordingListener> listeners)
            throws InterruptedException {
        Outcome[] outcomes = new Outcome[plans.size()];
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < plans.size(); t++) {
            int own = t;
            threads.add(
                    Thread.ofPlatform()
                            .start(() ->
                                    outcomes[own] =
                                            trainer.train(
                                                    plans.get(own), DIGITS, listeners.get(own))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return List.of(outcomes);
    }

    @Test
    void aNetworkLargerThanTheDeviceIsInfeasibleBeforeItIsAllocated() {
        Network huge =
                Network.perceptron(
                        DIGITS.training().inputs(), List.of(65_536, 65_536), Activation.RELU, 10);
        TrainingPlan plan = TrainingPlan.of(huge, Optimizer.Adam.of(0.1), 8, 1);
        assertThat(trainer.train(plan, DIGITS, StepListener.none()))
                .isInstanceOfSatisfying(
                        Outcome.Infeasible.class,
                        infeasible ->
                                assertThat(infeasible.reason())
                                        .startsWith("The training needs ")
                                        .contains(
                                                Devices.all()
                                                        .getFirst()
                                                        .getPhysicalDevice()
                                                        .getDeviceName()));
    }

    @Test
    void aDeviceIsSelectedByItsNumberOrAPartOfItsName() {
        String first = new TornadoBackend().device();
        String name = first.substring(0, first.indexOf(','));
        assertThat(new TornadoBackend().on("0").device()).isEqualTo(first);
        if (Devices.all().size() == 1) {
            String upper = name.toUpperCase(java.util.Locale.ROOT);
            assertThat(new TornadoBackend().on(upper).device()).isEqualTo(first);
        }
        assertThat(first).matches(".+, \\d+\\.\\d GiB, \\S+");
        assertThatThrownBy(() -> new TornadoBackend().on("abacus"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "TornadoVM has no device 'abacus'; available: 0 (" + first + ")");
    }

    private static Network network(int width) {
        return Network.perceptron(DIGITS.training().inputs(), List.of(width), Activation.RELU, 10);
    }
}
