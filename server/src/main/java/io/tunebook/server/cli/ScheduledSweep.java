package io.tunebook.server.cli;

import io.tunebook.server.exchange.tracking.ArtifactSweep;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.SteadyClock;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sweeps the artifacts of deleted runs and models of a running server once a day. A system's clock
/// that is set forward while the server runs sweeps nothing early.
final class ScheduledSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledSweep.class);
    private static final String ACTOR = "tunebook";
    private static final long FIRST_MINUTES = 10;
    private static final long PERIOD_MINUTES = 24 * 60;

    private final ArtifactSweep sweep;
    private final Duration keep;
    private final InstantSource time;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("artifact-sweep").factory());

    /// @param artifacts the store of the server, so that an upload and a sweep exclude each other
    /// @param keep how long deleted artifacts stay
    ScheduledSweep(Ledger ledger, Artifacts artifacts, Duration keep) {
        this(ledger, artifacts, keep, new SteadyClock());
    }

    /// @param time by which artifacts become old
    ScheduledSweep(Ledger ledger, Artifacts artifacts, Duration keep, InstantSource time) {
        this.sweep = new ArtifactSweep(ledger, artifacts, time);
        this.keep = keep;
        this.time = time;
    }

    void start() {
        var _ =
                clock.scheduleWithFixedDelay(
                        this::run, FIRST_MINUTES, PERIOD_MINUTES, TimeUnit.MINUTES);
    }

    /// Sweeps now.
    void run() {
        try {
            ArtifactSweep.Sweep swept = sweep.run(time.instant().minus(keep), ACTOR);
            if (swept.files() > 0) {
                LOG.info(
                        "swept {} artifacts of deleted runs and models, {} bytes",
                        swept.files(),
                        swept.bytes());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("deleted artifacts cannot be swept: trying again in a day", e);
        }
    }

    @Override
    public void close() {
        clock.shutdown();
    }
}
