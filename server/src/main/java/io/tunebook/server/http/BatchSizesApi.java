package io.tunebook.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Configuration;
import io.tunebook.events.Reproduction;
import io.tunebook.server.analysis.BatchSizes;
import io.tunebook.server.book.Snapshot;
import io.tunebook.server.run.BatchSweep;
import io.tunebook.server.run.DataSource;
import io.tunebook.server.run.DataUnusable;
import io.tunebook.server.view.BatchSizePage;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// The throughput of batch sizes: as the trials had it, and measured now (PB-01).
final class BatchSizesApi {
    private static final int LARGEST = 4_096;
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
                    Json.answer(ctx, BatchSizePage.of(s, requests.project(ctx, s)));
                });
        routes.post("/api/v1/projects/{project}/batch-sweep", this::sweep);
    }

    /// Trains for a few seconds on this machine; nothing of it is recorded.
    private void sweep(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        BatchSizePage page = BatchSizePage.of(s, requests.project(ctx, s));
        Configuration configuration = page.configuration();
        Reproduction reproduction = page.reproduction();
        if (configuration == null || reproduction == null) {
            throw Problem.conflict("there is no configuration to train yet: complete a trial");
        }
        if (!one.tryAcquire()) {
            throw Problem.conflict("another sweep is being measured: try again when it has ended");
        }
        try {
            Json.answer(
                    ctx,
                    BatchSizes.of(
                            BatchSweep.of(
                                    DataSource.parse(reproduction.data()),
                                    configuration,
                                    LARGEST,
                                    EACH)));
        } catch (DataUnusable | IllegalArgumentException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        } finally {
            one.release();
        }
    }
}
