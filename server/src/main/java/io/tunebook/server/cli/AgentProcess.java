package io.tunebook.server.cli;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent that a server starts for its own device, in a process of its own: a crash of the
/// driver costs a trial its attempt, not the server. It is started again when it fails.
final class AgentProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long STOP_SECONDS = 2;

    private final WebServer web;
    private final Tokens tokens;
    private final TrainingEnvironment training;
    private final @Nullable Path certificate;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread watcher;
    private volatile @Nullable Process process;

    private AgentProcess(
            WebServer web,
            Tokens tokens,
            TrainingEnvironment training,
            @Nullable Path certificate) {
        this.certificate = certificate;
        this.web = web;
        this.tokens = tokens;
        this.training = training;
        this.watcher = Thread.ofPlatform().daemon().name("agent process").unstarted(this::watch);
    }

    /// Whether the backend has a driver, so that it trains in a process of its own.
    static boolean isNeeded(TrainingEnvironment training) {
        return !training.name().equals("cpu");
    }

    /// @param certificate of the server; null for plain HTTP
    static AgentProcess start(
            WebServer web,
            Tokens tokens,
            TrainingEnvironment training,
            @Nullable Path certificate) {
        AgentProcess agent = new AgentProcess(web, tokens, training, certificate);
        agent.watcher.start();
        return agent;
    }

    private void watch() {
        Duration pause = SHORTEST_PAUSE;
        try {
            do {
                String id = "this-server-" + UUID.randomUUID().toString().substring(0, 8);
                long began = System.nanoTime();
                int status = run(id);
                if (closing.getCount() == 0) {
                    return;
                }
                if (status == 0) {
                    LOG.info(
                            "the agent of this server was drained: start the server again to train");
                    return;
                }
                String why = "its process ended with status %d".formatted(status);
                LOG.error("the agent of this server is started again: {}", why);
                web.lostAgent(id, why);
                boolean soon = System.nanoTime() - began < LONGEST_PAUSE.toNanos();
                pause = soon ? shorter(pause.multipliedBy(2)) : SHORTEST_PAUSE;
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            LOG.error("the agent of this server cannot be started: no trial is trained", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration shorter(Duration pause) {
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private int run(String id) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command(id))
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.INHERIT);
        builder.environment()
                .put("TUNEBOOK_TOKEN", tokens.ownProcess("runner", AccessRole.RECORDER));
        Process started = builder.start();
        process = started;
        return started.waitFor();
    }

    private List<String> command(String id) {
        List<String> command = new ArrayList<>(OwnProgram.command(training, "agent"));
        command.addAll(List.of("--server", web.url(), "--id", id, "--parent"));
        if (certificate != null) {
            command.addAll(List.of("--certificate", certificate.toString()));
        }
        return command;
    }

    /// Lets the agent hand its trials back, each with a checkpoint, and ends it.
    @Override
    public void close() {
        closing.countDown();
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
