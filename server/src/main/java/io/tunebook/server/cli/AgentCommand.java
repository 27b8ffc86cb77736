package io.tunebook.server.cli;

import io.tunebook.server.training.run.AgentRunner;
import io.tunebook.server.training.run.TrainingEnvironment;
import io.tunebook.server.training.run.UnusableDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Trains the running studies of a server in this process, on this machine or another.
@Command(
        name = "agent",
        description = {
            "Train the running studies of a server, on this machine or another.",
            "Trials continue elsewhere from their checkpoints when an agent stops. Scripts of your own are trained by clients/python/tunebook.py."
        },
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(30);

    @Mixin private TrainingOptions trainingOptions = new TrainingOptions();

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:TUNEBOOK_URL:-http://127.0.0.1:7070}",
            description = "The server (default: TUNEBOOK_URL, or http://127.0.0.1:7070).")
    private URI server = URI.create("http://127.0.0.1:7070");

    @Option(
            names = "--threads",
            paramLabel = "K",
            description =
                    "Threads of the processor (default: its cores). A training takes one; results do not depend on it.")
    private @Nullable Integer threads;

    @Option(names = "--parent", hidden = true, description = "Ends with the standard input.")
    private boolean parent;

    @Option(names = "--id", hidden = true, description = "The agent's id.")
    private @Nullable String id;

    @Option(names = "--certificate", hidden = true, description = "The server's certificate.")
    private @Nullable Path certificate;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = commandLine.getOut();
        if (!String.valueOf(server.getScheme()).matches("https?") || server.getHost() == null) {
            throw new ParameterException(
                    commandLine, "--server must be a URL such as http://host:7070, not " + server);
        }
        if (threads != null && threads < 1) {
            throw new ParameterException(
                    commandLine, "--threads must be 1 or more, not " + threads);
        }
        TrainingEnvironment training = trainingOptions.choose(commandLine.getErr());
        AtomicBoolean closed = new AtomicBoolean();
        ServerConnection connection =
                new ServerConnection(
                        URI.create(server.toString().replaceAll("/+$", "")),
                        System.getenv("TUNEBOOK_TOKEN"),
                        worker(training),
                        certificate,
                        closed::get);
        int workers =
                threads != null && training.name().equals("cpu") ? threads : training.workers();
        AgentRunner runner =
                new AgentRunner(connection, training, workers, 1, CHECKPOINT_EVERY, parent);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> end(runner, connection, closed)));
        if (parent) {
            Thread.ofPlatform().daemon().name("parent").start(AgentCommand::endWithParent);
        }
        out.printf(
                "Agent of %s, training on %s, %d at a time. Stop with Ctrl-C.%n",
                server, training.description(), workers);
        out.flush();
        runner.start();
        return await(runner, out, commandLine.getErr());
    }

    private static int await(AgentRunner runner, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        try {
            out.printf("%,d trials trained%n", runner.await());
            out.flush();
            return 0;
        } catch (UnusableDataException e) {
            err.printf("tunebook: the study's data is not on this machine: %s%n", e.getMessage());
        } catch (ServerConnection.RefusedException e) {
            err.printf("tunebook: the server refuses the agent: %s%n", e.getMessage());
        }
        err.flush();
        return 1;
    }

    private static void end(AgentRunner runner, ServerConnection connection, AtomicBoolean closed) {
        // The trainings hand their trials back; a server that is away does not delay the end.
        closed.set(true);
        runner.close();
        connection.leave("stopped");
    }

    private ServerConnection.Worker worker(TrainingEnvironment training) {
        String host = host();
        String name =
                id != null
                        ? id
                        : "%s-%d-%s"
                                .formatted(
                                        host,
                                        ProcessHandle.current().pid(),
                                        UUID.randomUUID().toString().substring(0, 8));
        return new ServerConnection.Worker(name, host, training.name(), training.description());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /// The server that started this process closes its standard input by ending, however it ends.
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is sent.
            }
        } catch (IOException e) {
            // The pipe is broken: the server has ended.
        }
        System.exit(0);
    }
}
