package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Checkpoint;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Recorder;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Spirals;
import io.tunebook.kernels.data.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {

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
    void aTrainingThatGoesOnHasTheBitsOfOneThatWasNeverInterrupted(Optimizer optimizer)
            throws IOException {
        TrainingPlan plan = plan(optimizer);
        Recorder whole = new Recorder();
        Outcome.Finished uninterrupted = (Outcome.Finished) trainer.train(plan, SPIRALS, whole);
        Outcome.Stopped stopped = (Outcome.Stopped) trainer.train(plan, SPIRALS, new Recorder(37));
        Recorder rest = new Recorder();
        Outcome.Finished resumed =
                (Outcome.Finished) trainer.resume(plan, SPIRALS, again(stopped.checkpoint()), rest);
        assertThat(rest.steps).isEqualTo(whole.steps.subList(37, 60));
        assertThat(rest.evaluations).isEqualTo(whole.evaluations.subList(3, 6));
        assertThat(resumed.best()).isEqualTo(uninterrupted.best());
        assertThat(resumed.last()).isEqualTo(uninterrupted.last());
    }

    @Test
    void theBestAreKeptAndTellTheirEvaluationsAgain() {
        TrainingPlan plan = plan(new Optimizer.Nesterov(0.1, 0.9));
        Recorder heard = new Recorder();
        Outcome.Finished finished = (Outcome.Finished) trainer.train(plan, SPIRALS, heard);
        List<Evaluation> best =
                heard.evaluations.stream()
                        .sorted(
                                Comparator.comparingDouble(Evaluation::validationError)
                                        .thenComparingInt(Evaluation::step))
                        .limit(2)
                        .toList();
        assertThat(finished.kept())
                .extracting(checkpoint -> checkpoint.evaluation().orElseThrow())
                .isEqualTo(best);
        for (Checkpoint kept : finished.kept()) {
            assertThat(trainer.evaluate(plan, SPIRALS, kept))
                    .isEqualTo(kept.evaluation().orElseThrow());
        }
    }

    @Test
    void aKeptCheckpointCanBeGoneOnFrom() {
        TrainingPlan plan = plan(Optimizer.Adam.of(0.01));
        Recorder whole = new Recorder();
        Outcome.Finished finished = (Outcome.Finished) trainer.train(plan, SPIRALS, whole);
        Checkpoint kept = finished.kept().getFirst();
        Recorder rest = new Recorder();
        Outcome.Finished resumed = (Outcome.Finished) trainer.resume(plan, SPIRALS, kept, rest);
        assertThat(rest.steps).isEqualTo(whole.steps.subList(kept.step(), 60));
        assertThat(resumed.last()).isEqualTo(finished.last());
    }

    @Test
    void aFileHoldsAWholeCheckpoint(@TempDir Path folder) throws IOException {
        Checkpoint checkpoint = stopped();
        Path file = folder.resolve("best.checkpoint");
        checkpoint.save(file);
        assertThat(Checkpoint.load(file)).isEqualTo(checkpoint).hasSameHashCodeAs(checkpoint);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void harmedBytesAreNoticed() throws IOException {
        byte[] bytes = bytes(stopped());
        for (int at : new int[] {0, 5, 11, 200, bytes.length / 2, bytes.length - 1}) {
            byte[] harmed = bytes.clone();
            harmed[at] ^= 0x10;
            assertThatThrownBy(() -> Checkpoint.read(new ByteArrayInputStream(harmed)))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .message()
                    .containsPattern("no checkpoint|version|harmed|too early");
        }
        assertThatThrownBy(
                        () -> Checkpoint.read(new ByteArrayInputStream(bytes, 0, bytes.length - 9)))
                .hasMessage("the checkpoint ends too early");
    }

    @Test
    void aCheckpointOfAnotherPlanIsRefused() {
        Checkpoint checkpoint = stopped();
        TrainingPlan other = plan(new Optimizer.Sgd(0.1)).seeded(2);
        assertThatThrownBy(() -> trainer.resume(other, SPIRALS, checkpoint, StepListener.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("made by cpu for another plan");
    }

    private Checkpoint stopped() {
        return ((Outcome.Stopped)
                        trainer.train(plan(new Optimizer.Sgd(0.1)), SPIRALS, new Recorder(25)))
                .checkpoint();
    }

    private static TrainingPlan plan(Optimizer optimizer) {
        Network network = Network.perceptron(2, List.of(16), Activation.GELU, 3);
        return TrainingPlan.of(
                        network.normalised(new Normalisation.BatchNorm(8, 0.9, 1e-5)),
                        optimizer,
                        24,
                        60)
                .with(new Regularisation(1e-4, 0, 0.1, 0.05))
                .with(new TrainingPlan.Evaluating(10, 64, 2));
    }

    private static Checkpoint again(Checkpoint checkpoint) throws IOException {
        return Checkpoint.read(new ByteArrayInputStream(bytes(checkpoint)));
    }

    private static byte[] bytes(Checkpoint checkpoint) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        checkpoint.write(out);
        return out.toByteArray();
    }
}
