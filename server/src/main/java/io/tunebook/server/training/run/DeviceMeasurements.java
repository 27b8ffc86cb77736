package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;
import io.tunebook.server.playbook.analysis.BatchSizes;
import io.tunebook.server.playbook.analysis.Stability;
import java.time.Duration;
import java.util.List;

/// Trainings of seconds on the device of the trials, of which nothing is recorded.
public interface DeviceMeasurements {
    /// Backend and device that are measured.
    String description();

    /// The throughput of each batch size: see [BatchSweep].
    ///
    /// @throws UnusableDataException when the data cannot be loaded
    /// @throws IllegalArgumentException when the configuration cannot be trained
    List<BatchSizes.BatchSizeMeasurement> sweep(StudyData data, Configuration configuration);

    /// Where training becomes unstable: see [StabilityProbe].
    ///
    /// @throws UnusableDataException when the data cannot be loaded
    /// @throws IllegalArgumentException when the configuration cannot be trained
    Stability probe(StudyData data, Configuration configuration);

    /// In this process.
    static DeviceMeasurements here(TrainingEnvironment training) {
        return new Here(training);
    }

    /// @param training the backend to measure on
    record Here(TrainingEnvironment training) implements DeviceMeasurements {
        private static final int LARGEST = 4_096;
        private static final int PROBE_STEPS = 500;
        private static final Duration EACH = Duration.ofMillis(300);

        @Override
        public String description() {
            return training.description();
        }

        @Override
        public List<BatchSizes.BatchSizeMeasurement> sweep(
                StudyData data, Configuration configuration) {
            return BatchSweep.of(data, configuration, LARGEST, EACH, training);
        }

        @Override
        public Stability probe(StudyData data, Configuration configuration) {
            return StabilityProbe.of(data, configuration, PROBE_STEPS, training);
        }
    }
}
