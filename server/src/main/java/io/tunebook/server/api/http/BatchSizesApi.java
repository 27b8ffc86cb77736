package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Configuration;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Trainer;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.api.view.BatchSizesPage;
import io.tunebook.server.ledger.command.FailureReason;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.playbook.analysis.BatchSizes;
import io.tunebook.server.playbook.analysis.Stability;
import io.tunebook.server.training.run.DeviceMeasurements;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.UnusableDataException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measurements by short trainings on the device of the trials: the throughput of batch sizes,
/// beside that of the trials (PB-01), and the learning rate at which training becomes unstable
/// (PB-60).
final class BatchSizesApi {

    private static final Logger LOG = LoggerFactory.getLogger(BatchSizesApi.class);

    private final Requests requests;
    private final DeviceMeasurements device;
    private final Semaphore one = new Semaphore(1);

    /// @param device the backend to measure on
    BatchSizesApi(Requests requests, DeviceMeasurements device) {
        this.requests = requests;
        this.device = device;
    }

    /// @param device the backend and device that were measured
    /// @param rows sorted by batch size; a size without a measured step has NaN as its throughput
    /// @param saturation the smallest batch size whose throughput no larger one exceeds by 10%
    /// @param sentence the result and what to do
    record SweepResponse(
            String device, List<BatchSizes.Row> rows, int saturation, String sentence) {
        static SweepResponse of(String device, BatchSizes sizes) {
            return new SweepResponse(device, sizes.rows(), sizes.saturation(), sizes.sentence());
        }
    }

    /// As [Stability].
    ///
    /// @param device the backend and device that were measured
    record ProbeResponse(
            String device,
            List<Stability.Rate> rates,
            double best,
            double unstable,
            List<Stability.Rate> multiples,
            Stability.@Nullable Norms norms,
            List<Stability.Warmup> warmups,
            Stability.@Nullable ClippingRun clipped,
            List<String> sentences) {
        static ProbeResponse of(String device, Stability s) {
            return new ProbeResponse(
                    device,
                    s.rates(),
                    s.best(),
                    s.unstable(),
                    s.multiples(),
                    s.norms(),
                    s.warmups(),
                    s.clipped(),
                    s.sentences());
        }
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
                                "Measure the throughput of batch sizes on the device of the trials")
                        .atAPosition()
                        .withDescription("Trains for a few seconds; records nothing.")
                        .withResponse(SweepResponse.class));
        routes.post(
                "/api/v1/projects/{project}/stability-probe",
                this::probe,
                Operation.of(
                                "probeStability",
                                "Projects",
                                "Measure where training becomes unstable")
                        .atAPosition()
                        .withDescription("Trains for a few seconds; records nothing.")
                        .withResponse(ProbeResponse.class));
    }

    /// Trains for a few seconds on the device of the trials; records nothing.
    private void sweep(Context ctx) {
        measured(
                ctx,
                (data, configuration) ->
                        SweepResponse.of(
                                device.description(),
                                BatchSizes.of(device.sweep(data, configuration))));
    }

    /// Measures where training becomes unstable, and which remedies help (PB-60 to PB-65).
    private void probe(Context ctx) {
        measured(
                ctx,
                (data, configuration) ->
                        ProbeResponse.of(device.description(), device.probe(data, configuration)));
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
        Object measurement;
        try {
            measurement = measure.apply(StudyData.parse(reproduction.data()), configuration);
        } catch (UnusableDataException | IllegalArgumentException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The device or its driver failed, for example to compile a kernel.
            LOG.error("a measurement on {} failed", device.description(), e);
            throw Problem.conflict(FailureReason.of("the measurement failed", e));
        } finally {
            one.release();
        }
        Json.answer(ctx, measurement);
    }
}
