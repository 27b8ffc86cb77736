package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.kernels.data.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {

    /// A checkpoint stores the text of its plan, and is resumed only with a plan of equal text.
    @Test
    void theTextOfAPlanThatStoredCheckpointsHoldStaysTheSame() {
        Network network =
                new Network(
                        new Shape(8, 8, 1),
                        List.of(
                                new Layer.Convolution(4, 3),
                                new Layer.Pooling(Layer.Pooling.Kind.MAX, 2),
                                new Layer.Dense(16)),
                        Activation.RELU,
                        new Normalisation.BatchNorm(32, 0.9, 1e-5),
                        10);
        TrainingPlan plan =
                TrainingPlan.of(network, Optimizer.Adam.of(0.01), 64, 100)
                        .with(new Schedule.CosineDecay(5, 0.1))
                        .with(new Regularisation(1e-4, 0, 0.1, 0.05))
                        .with(new TrainingPlan.EvaluationSettings(10, 256, 2))
                        .withSeed(7)
                        .withClipNorm(0.5);
        assertThat(plan)
                .hasToString(
                        "TrainingPlan[network=Network[input=8 x 8 x 1, "
                                + "layers=[Convolution[channels=4, kernel=3], Pooling[kind=MAX, window=2], Dense[width=16]], "
                                + "activation=RELU, "
                                + "normalisation=BatchNorm[rows=32, momentum=0.9, epsilon=1.0E-5], classes=10], "
                                + "loss=CROSS_ENTROPY, "
                                + "optimizer=Adam[learningRate=0.01, beta1=0.9, beta2=0.999, epsilon=1.0E-8], "
                                + "schedule=CosineDecay[warmupSteps=5, finalFactor=0.1], "
                                + "regularisation=Regularisation[l2=1.0E-4, decoupledDecay=0.0, dropout=0.1, labelSmoothing=0.05], "
                                + "batchSize=64, steps=100, evaluation=Evaluating[every=10, batchSize=256, keep=2], "
                                + "seed=7, clipNorm=OptionalDouble[0.5]]");
    }
}
