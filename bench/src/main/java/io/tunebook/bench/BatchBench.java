package io.tunebook.bench;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.BatchSizes;
import io.tunebook.server.training.run.BatchSweep;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Training throughput by batch size on the demo's digits and network (PB-01).
final class BatchBench {
    private static final int LARGEST = 4_096;
    private static final int SMALL = 64;
    private static final Duration EACH = Duration.ofMillis(500);

    private BatchBench() {}

    static List<Row> rows() {
        BatchSizes sizes =
                BatchSizes.of(
                        BatchSweep.of(
                                StudyData.parse("digits rows=10000 seed=1"),
                                new Configuration(Map.of("learning_rate", new Value.Real(0.05))),
                                LARGEST,
                                EACH,
                                TrainingEnvironment.onCpu()));
        double atDefault =
                sizes.rows().stream()
                        .filter(r -> r.batch() == SMALL)
                        .mapToDouble(BatchSizes.Row::throughput)
                        .findFirst()
                        .orElseThrow();
        List<Row> rows = new ArrayList<>();
        for (BatchSizes.Row r : sizes.rows()) {
            rows.add(
                    Row.beside(
                            "batch size " + r.batch(),
                            r.throughput(),
                            "rows/s",
                            r.throughput() / atDefault,
                            "batch size 64"));
        }
        rows.add(Row.plain("throughput stops rising at", sizes.saturation(), "rows"));
        return rows;
    }
}
