package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.BatchSizes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
}
