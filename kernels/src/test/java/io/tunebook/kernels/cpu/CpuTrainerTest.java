package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Recorder;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMeasured;
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
            Plans.of(spirals, new Optimizer.Nesterov(0.1, 0.9), 300, 32, 16);

    @Test
    void aSoundPlanLearnsTheSpirals() {
        Recorder heard = new Recorder();
        Outcome outcome = trainer.train(sound, spirals, heard);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Finished.class,
                        finished -> {
                            assertThat(finished.best().validationError()).isLessThan(0.1);
                            assertThat(finished.last()).isEqualTo(heard.evaluations.getLast());
                        });
        assertThat(heard.steps)
                .extracting(StepMeasured::step)
                .hasSize(300)
                .isSorted()
                .startsWith(1)
                .endsWith(300);
        assertThat(heard.evaluations).extracting(Evaluation::step).containsExactly(100, 200, 300);
        assertThat(heard.steps.getFirst().learningRate()).isCloseTo(0.1, within(1e-4));
        assertThat(heard.steps.getLast().learningRate()).isZero();
    }

    @Test
    void theBestEvaluationIsTheEarliestWithTheSmallestError() {
        Recorder heard = new Recorder();
        Outcome outcome = trainer.train(sound, spirals, heard);
        Evaluation best =
                heard.evaluations.stream()
                        .min(Comparator.comparingDouble(Evaluation::validationError))
                        .orElseThrow();
        assertThat(outcome)
                .isEqualTo(new Outcome.Finished(best, heard.evaluations.getLast(), List.of()));
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
            Recorder heard = new Recorder();
            trainer.train(Plans.of(spirals, optimizer, 400, 32, 16), spirals, heard);
            assertThat(heard.evaluations.getLast().validationError())
                    .as(optimizer.toString())
                    .isLessThan(0.25);
        }
    }

    @Test
    void theSameSeedGivesTheSameCurveBitForBit() {
        TrainingPlan plan = sound.with(new Regularisation(1e-4, 1e-4, 0.1, 0.05));
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        trainer.train(plan, spirals, first);
        trainer.train(plan, spirals, second);
        assertThat(second.steps).isEqualTo(first.steps);
        assertThat(second.evaluations).isEqualTo(first.evaluations);
    }

    @Test
    void anotherSeedGivesAnotherCurve() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        trainer.train(sound, spirals, first);
        trainer.train(sound.seeded(2), spirals, second);
        assertThat(second.steps).isNotEqualTo(first.steps);
    }

    @Test
    void trainingsSideBySideDoNotDisturbEachOther() throws InterruptedException {
        Recorder alone = new Recorder();
        trainer.train(sound, spirals, alone);
        List<Recorder> recorders = List.of(new Recorder(), new Recorder(), new Recorder());
        List<Thread> threads =
                recorders.stream()
                        .map(recorder ->
                                Thread.ofPlatform()
                                        .start(() -> trainer.train(sound, spirals, recorder)))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(recorders)
                .allSatisfy(recorder -> assertThat(recorder.steps).isEqualTo(alone.steps));
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
                        new Crew(1),
                        null);
        Training byPlain =
                new Training(
                        plan, spirals, StepListener.none(), new PlainProducts(), new Crew(1), null);
        assertThat(byVector.run()).isEqualTo(byPlain.run());
        assertThat(byVector.parameters()).containsExactly(byPlain.parameters());
    }

    @Test
    void theFirstTenLossesAreGolden() {
        Recorder heard = new Recorder(10);
        trainer.train(sound, spirals, heard);
        assertThat(heard.steps)
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
    void aHugeLearningRateDivergesAndTellsTheStep() {
        Recorder heard = new Recorder();
        Outcome outcome =
                trainer.train(Plans.of(spirals, new Optimizer.Sgd(1e4), 300, 32), spirals, heard);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Diverged.class,
                        diverged -> {
                            assertThat(diverged.step())
                                    .isEqualTo(heard.steps.getLast().step())
                                    .isLessThan(10);
                            assertThat(diverged.reason()).contains("at step " + diverged.step());
                        });
    }

    @Test
    void clippingKeepsTheSameLearningRateFromDivergingAndReportsTheUnclippedNorm() {
        TrainingPlan wild = Plans.of(spirals, new Optimizer.Sgd(20), 50, 32);
        Recorder heard = new Recorder();
        assertThat(trainer.train(wild, spirals, new Recorder()))
                .isInstanceOf(Outcome.Diverged.class);
        assertThat(trainer.train(wild.clipped(0.01), spirals, heard))
                .isInstanceOf(Outcome.Finished.class);
        assertThat(heard.steps)
                .anySatisfy(measured -> assertThat(measured.gradientNorm()).isGreaterThan(0.1));
    }

    @Test
    void aListenerMayStopTheTraining() {
        Recorder heard = new Recorder(7);
        assertThat(trainer.train(sound, spirals, heard))
                .isInstanceOfSatisfying(
                        Outcome.Stopped.class, stopped -> assertThat(stopped.step()).isEqualTo(7));
        assertThat(heard.steps).hasSize(7);
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
            Recorder heard = new Recorder();
            Recorder without = new Recorder();
            trainer.train(sound.with(regularisation), spirals, heard);
            trainer.train(sound, spirals, without);
            assertThat(heard.steps).as(regularisation.toString()).isNotEqualTo(without.steps);
            assertThat(heard.evaluations.getLast().validationError()).isLessThan(0.2);
        }
    }
}
