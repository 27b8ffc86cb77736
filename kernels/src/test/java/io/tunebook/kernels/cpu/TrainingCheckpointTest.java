package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.RecordingListener;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Spirals;
import io.tunebook.kernels.data.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingCheckpointTest {

    private static final Split SPIRALS = Spirals.generate(300, 3, 0.15, 1).split(100, 1);
    private final Trainer trainer = new CpuBackend().trainer();

    static List<Optimizer> optimizers() {
        return List.of(
                new Optimizer.Sgd(0.1),
                new Optimizer.Momentum(0.1, 0.9),
                new Optimizer.Nesterov(0.1, 0.9),
                new Optimizer.RmsProp(0.01, 0.99, 0.9, 1e-8),
                new Optimizer.AdamW(0.01, 0.9, 0.999, 1e-8, 0.01),
                new Optimizer.NAdam(0.01, 0.9, 0.999, 1e-8));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aResumedTrainingHasTheSameBitsAsAnUninterruptedOne(Optimizer optimizer)
            throws IOException {
        TrainingPlan plan = plan(optimizer);
        RecordingListener whole = new RecordingListener();
        Outcome.Completed uninterrupted = (Outcome.Completed) trainer.train(plan, SPIRALS, whole);
        Outcome.Stopped stopped =
                (Outcome.Stopped) trainer.train(plan, SPIRALS, new RecordingListener(37));
        RecordingListener rest = new RecordingListener();
        Outcome.Completed resumed =
                (Outcome.Completed)
                        trainer.resume(plan, SPIRALS, copyOf(stopped.checkpoint()), rest);
        assertThat(rest.steps).isEqualTo(whole.steps.subList(37, 60));
        assertThat(rest.evaluations).isEqualTo(whole.evaluations.subList(3, 6));
        assertThat(resumed.best()).isEqualTo(uninterrupted.best());
        assertThat(resumed.last()).isEqualTo(uninterrupted.last());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 11, 20, 59, 60})
    void noEvaluationIsLostWhereverATrainingStopsAndResumes(int step) {
        TrainingPlan plan = plan(new Optimizer.Sgd(0.1));
        RecordingListener whole = new RecordingListener();
        Outcome expected = trainer.train(plan, SPIRALS, whole);
        RecordingListener first = new RecordingListener(step);
        RecordingListener rest = new RecordingListener();
        Outcome outcome = trainer.train(plan, SPIRALS, first);
        if (outcome instanceof Outcome.Stopped stopped) {
            outcome = trainer.resume(plan, SPIRALS, stopped.checkpoint(), rest);
        }
        List<Evaluation> evaluations = new ArrayList<>(first.evaluations);
        evaluations.addAll(rest.evaluations);
        assertThat(evaluations).isEqualTo(whole.evaluations);
        assertThat(((Outcome.Completed) outcome).best())
                .isEqualTo(((Outcome.Completed) expected).best());
    }

    @Test
    void theBestCheckpointsAreKeptAndReproduceTheirEvaluations() {
        TrainingPlan plan = plan(new Optimizer.Nesterov(0.1, 0.9));
        RecordingListener recorded = new RecordingListener();
        Outcome.Completed finished = (Outcome.Completed) trainer.train(plan, SPIRALS, recorded);
        List<Evaluation> best =
                recorded.evaluations.stream()
                        .sorted(
                                Comparator.comparingDouble(Evaluation::validationError)
                                        .thenComparingInt(Evaluation::step))
                        .limit(2)
                        .toList();
        assertThat(finished.checkpoints())
                .extracting(checkpoint -> checkpoint.evaluation().orElseThrow())
                .isEqualTo(best);
        for (TrainingCheckpoint kept : finished.checkpoints()) {
            assertThat(trainer.evaluate(plan, SPIRALS, kept))
                    .isEqualTo(kept.evaluation().orElseThrow());
        }
    }

    @Test
    void aTrainingResumesFromAKeptCheckpoint() {
        TrainingPlan plan = plan(Optimizer.Adam.of(0.01));
        RecordingListener whole = new RecordingListener();
        Outcome.Completed finished = (Outcome.Completed) trainer.train(plan, SPIRALS, whole);
        TrainingCheckpoint kept = finished.checkpoints().getFirst();
        RecordingListener rest = new RecordingListener();
        Outcome.Completed resumed = (Outcome.Completed) trainer.resume(plan, SPIRALS, kept, rest);
        assertThat(rest.steps).isEqualTo(whole.steps.subList(kept.step(), 60));
        assertThat(resumed.last()).isEqualTo(finished.last());
    }

    @Test
    void aRequestedCheckpointDoesNotStopTheTrainingAndResumesWithTheSameBits() {
        TrainingPlan plan = plan(Optimizer.Adam.of(0.01));
        RecordingListener whole = new RecordingListener().requesting(23);
        Outcome.Completed finished = (Outcome.Completed) trainer.train(plan, SPIRALS, whole);
        assertThat(whole.requested)
                .singleElement()
                .satisfies(checkpoint -> assertThat(checkpoint.step()).isEqualTo(23));
        RecordingListener rest = new RecordingListener();
        Outcome.Completed resumed =
                (Outcome.Completed) trainer.resume(plan, SPIRALS, whole.requested.getFirst(), rest);
        assertThat(rest.steps).isEqualTo(whole.steps.subList(23, 60));
        assertThat(resumed.last()).isEqualTo(finished.last());
    }

    @Test
    void aSavedCheckpointIsLoadedUnchanged(@TempDir Path folder) throws IOException {
        TrainingCheckpoint checkpoint = stopped();
        Path file = folder.resolve("best.checkpoint");
        checkpoint.save(file);
        assertThat(TrainingCheckpoint.load(file))
                .isEqualTo(checkpoint)
                .hasSameHashCodeAs(checkpoint);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void damagedBytesAreDetected() throws IOException {
        byte[] bytes = bytes(stopped());
        for (int at : new int[] {0, 5, 11, 200, bytes.length / 2, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            assertThatThrownBy(() -> TrainingCheckpoint.read(new ByteArrayInputStream(damaged)))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .message()
                    .containsPattern("not a checkpoint|version|damaged|truncated");
        }
        assertThatThrownBy(() ->
                        TrainingCheckpoint.read(
                                new ByteArrayInputStream(bytes, 0, bytes.length - 9)))
                .hasMessage("the checkpoint is truncated");
    }

    @Test
    void aCheckpointOfAnotherPlanIsRejected() {
        TrainingCheckpoint checkpoint = stopped();
        TrainingPlan other = plan(new Optimizer.Sgd(0.1)).withSeed(2);
        assertThatThrownBy(() -> trainer.resume(other, SPIRALS, checkpoint, StepListener.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to the backend cpu and the plan");
    }

    private TrainingCheckpoint stopped() {
        return ((Outcome.Stopped)
                        trainer.train(
                                plan(new Optimizer.Sgd(0.1)), SPIRALS, new RecordingListener(25)))
                .checkpoint();
    }

    private static TrainingPlan plan(Optimizer optimizer) {
        Network network = Network.perceptron(2, List.of(16), Activation.GELU, 3);
        return TrainingPlan.of(
                        network.withNormalisation(new Normalisation.BatchNorm(8, 0.9, 1e-5)),
                        optimizer,
                        24,
                        60)
                .with(new Regularisation(1e-4, 0, 0.1, 0.05))
                .with(new TrainingPlan.EvaluationSettings(10, 64, 2));
    }

    private static TrainingCheckpoint copyOf(TrainingCheckpoint checkpoint) throws IOException {
        return TrainingCheckpoint.read(new ByteArrayInputStream(bytes(checkpoint)));
    }

    private static byte[] bytes(TrainingCheckpoint checkpoint) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        checkpoint.write(out);
        return out.toByteArray();
    }
}
