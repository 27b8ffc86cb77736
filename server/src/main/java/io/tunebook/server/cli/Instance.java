package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.postgresql.PostgresEventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sql.SqlEventLog;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.Exposure;
import io.tunebook.server.api.http.FileDescriptors;
import io.tunebook.server.api.http.PortTakenException;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.snapshot.SnapshotCache;
import io.tunebook.server.training.run.AgentTrials;
import io.tunebook.server.training.run.DeviceMeasurements;
import io.tunebook.server.training.run.Runner;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Tunebook, with its log, ledger, runner and web server.
final class Instance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final int PORTS_TO_TRY = 100;
    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(30);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMillis(3_800);
    private static final Duration LAST_LOG_TIMEOUT = Duration.ofMillis(200);

    private final EventLog log;
    private final Ledger ledger;
    private final Runner runner;
    private final WebServer web;
    private final ScheduledSweep sweep;
    private final @Nullable AgentProcess agent;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Instance(
            EventLog log,
            Ledger ledger,
            Runner runner,
            WebServer web,
            ScheduledSweep sweep,
            @Nullable AgentProcess agent) {
        this.agent = agent;
        this.log = log;
        this.ledger = ledger;
        this.runner = runner;
        this.web = web;
        this.sweep = sweep;
    }

    /// Opens the log, restores its state, and listens.
    ///
    /// A log that cannot be written is served for reading.
    ///
    /// @param source where the log is
    /// @param operator the options of its log and its disk
    static Instance start(
            LogOptions source,
            Address address,
            TrainingEnvironment training,
            OperatorOptions operator,
            PrintWriter err) {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            err.println(
                    "training is much slower without jdk.incubator.vector: start with bin/tunebook, or with 'java --add-modules jdk.incubator.vector -jar'");
            err.flush();
        }
        String few = FileDescriptors.ofThisProcess().warning();
        if (few != null) {
            err.println(few);
            err.flush();
        }
        Path dataDir = source.path();
        Tokens tokens = new Tokens(dataDir, Clock.systemUTC());
        Exposure exposure = address.exposure(tokens);
        SqlEventLog log = source.open();
        try {
            SigningKey key = signing(dataDir);
            if (log instanceof PostgresEventLog shared) {
                shared.requireSigner(key.verifier().toString());
            }
            Ledger ledger = new Ledger(log, Clock.systemUTC(), SnapshotCache.in(dataDir, log));
            TrainingEnvironment resumable =
                    training.resumable(dataDir.resolve("checkpoints"), CHECKPOINT_EVERY);
            // A driver's crash must not end the server: a process of its own trains on a device.
            boolean ownProcess = AgentProcess.isNeeded(training);
            Runner runner = new Runner(ledger, ownProcess ? 0 : training.workers(), resumable);
            AgentTrials trials = new AgentTrials(ledger, runner, resumable);
            Artifacts artifacts =
                    new Artifacts(source.files(), operator.reserve(), operator.artifactQuota());
            ScheduledSweep sweep = new ScheduledSweep(ledger, artifacts, operator.keepDeleted());
            WebServer web =
                    listen(
                            ledger, key, artifacts, exposure, tokens, address, operator, training,
                            trials, err);
            runner.start();
            sweep.start();
            log.verifyInBackground(operator.verifyInterval());
            AgentProcess agent =
                    ownProcess
                            ? AgentProcess.start(
                                    web,
                                    tokens,
                                    training,
                                    exposure.tls() == null ? null : exposure.tls().certificate())
                            : null;
            Instance instance = new Instance(log, ledger, runner, web, sweep, agent);
            // Ctrl-C and SIGTERM end the trials in order, whatever the command does.
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(instance::end));
            return instance;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /// The actor when a request names none: the user of this machine.
    static String actor() {
        return System.getProperty("user.name", "unknown");
    }

    Ledger ledger() {
        return ledger;
    }

    WebServer web() {
        return web;
    }

    /// Closes within [#SHUTDOWN_TIMEOUT]; then halts, which does not harm the log.
    private void end() {
        Thread ending = Thread.currentThread();
        daemon(
                "shutdown-timeout",
                () -> {
                    try {
                        Thread.sleep(SHUTDOWN_TIMEOUT);
                        // On another thread: logging can block as well.
                        daemon("shutdown-log", () -> logStackTrace(ending)).join(LAST_LOG_TIMEOUT);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(143);
                });
        close();
    }

    private static Thread daemon(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    private static void logStackTrace(Thread ending) {
        IllegalStateException where = new IllegalStateException("the server is blocked here");
        where.setStackTrace(ending.getStackTrace());
        LOG.warn("the server did not stop in time: halting it", where);
    }

    /// Ends the streams and running trials, then the connections, then the log, which commits the
    /// batch in progress. Idempotent.
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            web.endStreams();
            if (agent != null) {
                agent.close();
            }
            sweep.close();
            runner.close();
            web.close();
            ledger.close();
            log.close();
            closed.countDown();
        }
    }

    /// Waits until the process is stopped and everything is closed.
    void serveUntilStopped() throws InterruptedException {
        closed.await();
    }

    private static SigningKey signing(Path dataDir) {
        try {
            return SigningKey.in(dataDir);
        } catch (IOException e) {
            throw new StartupException(
                    "the signing key of checkpoints cannot be used: " + e.getMessage());
        }
    }

    private static WebServer listen(
            Ledger ledger,
            SigningKey key,
            Artifacts artifacts,
            Exposure exposure,
            Tokens tokens,
            Address address,
            OperatorOptions operator,
            TrainingEnvironment training,
            AgentTrials trials,
            PrintWriter err) {
        ServerOptions options =
                ServerOptions.of(exposure, actor())
                        .withTokens(tokens)
                        .withArtifacts(artifacts)
                        .withMinFreeDiskBytes(operator.littleDisk())
                        .withMeasurements(
                                AgentProcess.isNeeded(training)
                                        ? new DeviceProcess(training)
                                        : DeviceMeasurements.here(training))
                        .withTrials(trials);
        if (address.port != null) {
            return WebServer.start(ledger, key, options);
        }
        for (int port = Address.DEFAULT_PORT; ; port++) {
            try {
                WebServer web = WebServer.start(ledger, key, options.withPort(port));
                if (port != Address.DEFAULT_PORT) {
                    err.printf("Port %d is in use: using %d.%n", Address.DEFAULT_PORT, port);
                }
                return web;
            } catch (PortTakenException e) {
                if (port == Address.DEFAULT_PORT + PORTS_TO_TRY) {
                    throw e;
                }
            }
        }
    }
}
