package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Configuration;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Trainer;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.api.view.BatchSizesPage;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.playbook.analysis.BatchSizes;
import io.tunebook.server.playbook.analysis.Stability;
import io.tunebook.server.training.run.BatchSweep;
import io.tunebook.server.training.run.StabilityProbe;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.UnusableDataException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/// Measurements by short trainings on this machine: the throughput of batch sizes, beside that of
/// the trials (PB-01), and the learning rate at which training becomes unstable (PB-60).
final class BatchSizesApi {
    private static final int LARGEST = 4_096;
    private static final int PROBE_STEPS = 500;
    private static final Duration EACH = Duration.ofMillis(300);

    private final Requests requests;
    private final Semaphore one = new Semaphore(1);

    BatchSizesApi(Requests requests) {
        this.requests = requests;
    }

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/projects/{project}/batch-sizes",
                ctx -> {
                    Snapshot s = requests.snapshot(ctx);
                    Json.answer(ctx, BatchSizesPage.of(s, requests.project(ctx, s)));
                },
                Operation.of("batchSizes", "Projects", "The throughput of the trials by batch size")
                        .atAPosition()
                        .withResponse(BatchSizesPage.class));
        routes.post(
                "/api/v1/projects/{project}/batch-sweep",
                this::sweep,
                Operation.of(
                                "sweepBatchSizes",
                                "Projects",
                                "Measure the throughput of batch sizes on this machine")
                        .atAPosition()
                        .withDescription("Trains for a few seconds; records nothing.")
                        .withResponse(BatchSizes.class));
        routes.post(
                "/api/v1/projects/{project}/stability-probe",
                this::probe,
                Operation.of(
                                "probeStability",
                                "Projects",
                                "Measure where training becomes unstable")
                        .atAPosition()
                        .withDescription("Trains for a few seconds; records nothing.")
                        .withResponse(Stability.class));
    }

    /// Trains for a few seconds on this machine; records nothing.
    private void sweep(Context ctx) {
        measured(
                ctx,
                (data, configuration) ->
                        BatchSizes.of(BatchSweep.of(data, configuration, LARGEST, EACH)));
    }

    /// Measures where training becomes unstable, and which remedies help (PB-60 to PB-65).
    private void probe(Context ctx) {
        measured(ctx, (data, configuration) -> StabilityProbe.of(data, configuration, PROBE_STEPS));
    }

    private void measured(Context ctx, BiFunction<StudyData, Configuration, Object> measure) {
        Snapshot s = requests.snapshot(ctx);
        BatchSizesPage page = BatchSizesPage.of(s, requests.project(ctx, s));
        Configuration configuration = page.configuration();
        Reproduction reproduction = page.reproduction();
        if (configuration == null || reproduction == null) {
            throw Problem.conflict("there is no configuration to train: complete a trial first");
        }
        if (page.trainer() != Trainer.BUILT_IN) {
            throw Problem.conflict(
                    "the newest study has an external trainer, whose data Tunebook cannot load: measure with that trainer");
        }
        if (!one.tryAcquire()) {
            throw Problem.conflict("another sweep is running: retry when it has finished");
        }
        try {
            Json.answer(ctx, measure.apply(StudyData.parse(reproduction.data()), configuration));
        } catch (UnusableDataException | IllegalArgumentException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        } finally {
            one.release();
        }
    }
}
