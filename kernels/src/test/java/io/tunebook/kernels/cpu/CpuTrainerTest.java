package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.RecordingListener;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Spirals;
import io.tunebook.kernels.data.Split;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTrainerTest {

    private final Split spirals = Spirals.generate(900, 3, 0.15, 1).split(300, 1);
    private final Trainer trainer = new CpuBackend().trainer();
    private final TrainingPlan sound =
            TestPlans.of(spirals, new Optimizer.Nesterov(0.1, 0.9), 300, 32, 16);

    @Test
    void aSoundPlanLearnsTheSpirals() {
        RecordingListener recorded = new RecordingListener();
        Outcome outcome = trainer.train(sound, spirals, recorded);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        finished -> {
                            assertThat(finished.best().validationError()).isLessThan(0.1);
                            assertThat(finished.last()).isEqualTo(recorded.evaluations.getLast());
                        });
        assertThat(recorded.steps)
                .extracting(StepMetrics::step)
                .hasSize(300)
                .isSorted()
                .startsWith(1)
                .endsWith(300);
        assertThat(recorded.evaluations)
                .extracting(Evaluation::step)
                .containsExactly(100, 200, 300);
        assertThat(recorded.steps.getFirst().learningRate()).isCloseTo(0.1, within(1e-4));
        assertThat(recorded.steps.getLast().learningRate()).isZero();
    }

    @Test
    void theBestEvaluationIsTheEarliestWithTheSmallestError() {
        RecordingListener recorded = new RecordingListener();
        Outcome outcome = trainer.train(sound, spirals, recorded);
        Evaluation best =
                recorded.evaluations.stream()
                        .min(Comparator.comparingDouble(Evaluation::validationError))
                        .orElseThrow();
        assertThat(outcome)
                .isEqualTo(new Outcome.Completed(best, recorded.evaluations.getLast(), List.of()));
    }

    @Test
    void everyOptimizerLearns() {
        for (Optimizer optimizer :
                List.of(
                        new Optimizer.Sgd(0.3),
                        new Optimizer.Momentum(0.1, 0.9),
                        new Optimizer.RmsProp(0.01, 0.99, 0.9, 1e-8),
                        Optimizer.Adam.of(0.02),
                        new Optimizer.NAdam(0.02, 0.9, 0.999, 1e-8))) {
            RecordingListener recorded = new RecordingListener();
            trainer.train(TestPlans.of(spirals, optimizer, 400, 32, 16), spirals, recorded);
            assertThat(recorded.evaluations.getLast().validationError())
                    .as(optimizer.toString())
                    .isLessThan(0.25);
        }
    }

    @Test
    void theSameSeedGivesTheSameCurveBitForBit() {
        TrainingPlan plan = sound.with(new Regularisation(1e-4, 1e-4, 0.1, 0.05));
        RecordingListener first = new RecordingListener();
        RecordingListener second = new RecordingListener();
        trainer.train(plan, spirals, first);
        trainer.train(plan, spirals, second);
        assertThat(second.steps).isEqualTo(first.steps);
        assertThat(second.evaluations).isEqualTo(first.evaluations);
    }

    @Test
    void anotherSeedGivesAnotherCurve() {
        RecordingListener first = new RecordingListener();
        RecordingListener second = new RecordingListener();
        trainer.train(sound, spirals, first);
        trainer.train(sound.withSeed(2), spirals, second);
        assertThat(second.steps).isNotEqualTo(first.steps);
    }

    @Test
    void concurrentTrainingsDoNotAffectEachOther() throws InterruptedException {
        RecordingListener alone = new RecordingListener();
        trainer.train(sound, spirals, alone);
        List<RecordingListener> listeners =
                List.of(new RecordingListener(), new RecordingListener(), new RecordingListener());
        List<Thread> threads =
                listeners.stream()
                        .map(listener ->
                                Thread.ofPlatform()
                                        .start(() -> trainer.train(sound, spirals, listener)))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(listeners)
                .allSatisfy(listener -> assertThat(listener.steps).isEqualTo(alone.steps));
    }

    @Test
    void vectorsAndPlainLoopsTrainTheSameWeightsBitForBit() {
        TrainingPlan plan = sound.with(new Regularisation(1e-4, 0, 0.1, 0.1));
        Training byVector =
                new Training(
                        plan,
                        spirals,
                        StepListener.none(),
                        new VectorProducts(),
                        new WorkerTeam(1),
                        null);
        Training byPlain =
                new Training(
                        plan,
                        spirals,
                        StepListener.none(),
                        new PlainProducts(),
                        new WorkerTeam(1),
                        null);
        assertThat(byVector.run()).isEqualTo(byPlain.run());
        assertThat(byVector.parameters()).containsExactly(byPlain.parameters());
    }

    @Test
    void theFirstTenLossesNeverChange() {
        RecordingListener recorded = new RecordingListener(10);
        trainer.train(sound, spirals, recorded);
        assertThat(recorded.steps)
                .extracting(measured -> (float) measured.loss())
                .containsExactly(
                        1.4233681f,
                        1.2814633f,
                        1.1941047f,
                        1.0789566f,
                        1.02627f,
                        0.9758677f,
                        0.8949839f,
                        0.9676333f,
                        0.8392178f,
                        0.79260135f);
    }

    @Test
    void aHugeLearningRateDivergesAndTheStepIsReported() {
        RecordingListener recorded = new RecordingListener();
        Outcome outcome =
                trainer.train(
                        TestPlans.of(spirals, new Optimizer.Sgd(1e4), 300, 32), spirals, recorded);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Diverged.class,
                        diverged -> {
                            assertThat(diverged.step())
                                    .isEqualTo(recorded.steps.getLast().step())
                                    .isLessThan(10);
                            assertThat(diverged.reason()).contains("at step " + diverged.step());
                        });
    }

    @Test
    void clippingPreventsDivergenceAndReportsTheUnclippedNorm() {
        TrainingPlan wild = TestPlans.of(spirals, new Optimizer.Sgd(20), 50, 32);
        RecordingListener recorded = new RecordingListener();
        assertThat(trainer.train(wild, spirals, new RecordingListener()))
                .isInstanceOf(Outcome.Diverged.class);
        assertThat(trainer.train(wild.withClipNorm(0.01), spirals, recorded))
                .isInstanceOf(Outcome.Completed.class);
        assertThat(recorded.steps)
                .anySatisfy(measured -> assertThat(measured.gradientNorm()).isGreaterThan(0.1));
    }

    @Test
    void aListenerCanStopTheTraining() {
        RecordingListener recorded = new RecordingListener(7);
        assertThat(trainer.train(sound, spirals, recorded))
                .isInstanceOfSatisfying(
                        Outcome.Stopped.class, stopped -> assertThat(stopped.step()).isEqualTo(7));
        assertThat(recorded.steps).hasSize(7);
    }

    @Test
    void anInterruptStopsTheTrainingAndStaysSet() {
        Thread.currentThread().interrupt();
        Outcome outcome = trainer.train(sound, spirals, StepListener.none());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Stopped.class, stopped -> assertThat(stopped.step()).isZero());
    }

    @Test
    void dropoutAndDecayChangeTheCurveAndStillLearn() {
        for (Regularisation regularisation :
                List.of(
                        new Regularisation(1e-3, 0, 0, 0),
                        new Regularisation(0, 1e-3, 0, 0),
                        new Regularisation(0, 0, 0.1, 0),
                        new Regularisation(0, 0, 0, 0.1))) {
            RecordingListener recorded = new RecordingListener();
            RecordingListener without = new RecordingListener();
            trainer.train(sound.with(regularisation), spirals, recorded);
            trainer.train(sound, spirals, without);
            assertThat(recorded.steps).as(regularisation.toString()).isNotEqualTo(without.steps);
            assertThat(recorded.evaluations.getLast().validationError()).isLessThan(0.2);
        }
    }
}
