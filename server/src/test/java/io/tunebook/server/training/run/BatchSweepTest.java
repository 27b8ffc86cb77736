package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.playbook.analysis.BatchSizes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchSweepTest {
    @Test
    void everyPowerOfTwoUpToTheDataIsMeasured() {
        List<BatchSizes.BatchSizeMeasurement> rows =
                BatchSweep.of(
                        new StudyData.Generated(100, 1),
                        new Configuration(Map.of("learning_rate", new Value.Real(0.01))),
                        1024,
                        Duration.ofMillis(5),
                        TrainingEnvironment.onCpu());
        assertThat(rows.stream().map(BatchSizes.BatchSizeMeasurement::batch))
                .containsExactly(1, 2, 4, 8, 16, 32, 64);
        assertThat(rows).allMatch(r -> r.throughput() > 0);
        assertThat(BatchSizes.of(rows).sentence()).contains("hroughput");
    }

    /// The processor under another name, with too little memory for large batches.
    private record Small(int maxBatch, AtomicInteger trainings) implements Backend, Trainer {
        @Override
        public String name() {
            return "small";
        }

        @Override
        public String device() {
            return "test";
        }

        @Override
        public Trainer trainer(int threads) {
            return this;
        }

        @Override
        public Outcome train(TrainingPlan plan, Split split, StepListener listener) {
            trainings.incrementAndGet();
            return plan.batchSize() > maxBatch
                    ? new Outcome.Infeasible("use a smaller batch")
                    : TrainingEnvironment.onCpu().backend().trainer().train(plan, split, listener);
        }

        @Override
        public Outcome resume(
                TrainingPlan plan, Split split, TrainingCheckpoint from, StepListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Evaluation evaluate(TrainingPlan plan, Split split, TrainingCheckpoint from) {
            throw new UnsupportedOperationException();
        }
    }

    private static List<BatchSizes.BatchSizeMeasurement> swept(Backend backend) {
        return BatchSweep.of(
                new StudyData.Generated(100, 1),
                new Configuration(Map.of("learning_rate", new Value.Real(0.01))),
                1024,
                Duration.ofMillis(1),
                TrainingEnvironment.with(backend));
    }

    @Test
    void theGivenBackendIsMeasuredUntilABatchDoesNotFit() {
        Small backend = new Small(8, new AtomicInteger());
        List<BatchSizes.BatchSizeMeasurement> rows = swept(backend);
        assertThat(rows.stream().map(BatchSizes.BatchSizeMeasurement::batch))
                .containsExactly(1, 2, 4, 8, 16);
        assertThat(rows.getLast().throughput()).isNaN();
        assertThat(backend.trainings()).hasValue(5);
        assertThat(BatchSizes.of(rows).sentence()).contains("hroughput");
    }

    @Test
    void aLearningRateThatDivergesDoesNotEndTheMeasurement() {
        List<BatchSizes.BatchSizeMeasurement> rows =
                BatchSweep.of(
                        new StudyData.Generated(100, 1),
                        new Configuration(Map.of("learning_rate", new Value.Real(1e6))),
                        4,
                        Duration.ofMillis(1),
                        TrainingEnvironment.onCpu());
        assertThat(rows).hasSize(3).allMatch(r -> r.throughput() > 0);
    }

    @Test
    void aConfigurationThatDoesNotFitAtAllIsAnError() {
        assertThatThrownBy(() -> swept(new Small(0, new AtomicInteger())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("use a smaller batch");
    }

    @Test
    void theProbeUsesTheGivenBackendAndDoesNotTakeItsLimitForInstability() {
        Small backend = new Small(0, new AtomicInteger());
        assertThatThrownBy(() ->
                        StabilityProbe.of(
                                new StudyData.Generated(100, 1),
                                new Configuration(Map.of("learning_rate", new Value.Real(0.01))),
                                10,
                                TrainingEnvironment.with(backend)))
                .hasMessage("use a smaller batch");
        assertThat(backend.trainings()).hasValue(1);
    }
}
