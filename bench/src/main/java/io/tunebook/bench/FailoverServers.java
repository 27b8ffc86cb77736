package io.tunebook.bench;

import io.tunebook.events.proof.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Two servers on one log, each with its own folder, behind a balancer.
final class FailoverServers implements AutoCloseable {
    private static final String HEAP = "256m";
    private static final int STACK = 12;
    private static final Predicate<String> DATED = Pattern.compile("^\\d{4}-\\d{2}-").asPredicate();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final String log;
    private final Balancer balancer;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final Server[] servers = new Server[2];
    private int started;

    /// @param number different at each start
    record Server(int number, ServerProcess process) {}

    FailoverServers(Path folder, String log, Balancer balancer) {
        this.folder = folder;
        this.log = log;
        this.balancer = balancer;
    }

    /// Starts both at the same time, with the same key of checkpoints; one becomes the writer.
    void start() throws IOException, InterruptedException {
        Files.createDirectories(data(0));
        SigningKey.in(data(0));
        Files.createDirectories(data(1));
        for (String file : List.of("checkpoint.key", "checkpoint.pub")) {
            Files.copy(data(0).resolve(file), data(1).resolve(file));
        }
        ServerProcess[] both = new ServerProcess[servers.length];
        IOException[] failure = new IOException[1];
        Thread second =
                Thread.startVirtualThread(() -> {
                    try {
                        both[1] = process(1);
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                });
        try {
            both[0] = process(0);
        } finally {
            second.join();
            for (int which = 0; which < both.length; which++) {
                if (both[which] != null) {
                    add(which, both[which]);
                }
            }
        }
        if (failure[0] != null) {
            throw failure[0];
        }
        await(1 - writer(), "standby");
    }

    private Path data(int which) {
        return folder.resolve("server-" + which);
    }

    Server server(int which) {
        return servers[which];
    }

    /// Starts one of the two.
    void start(int which) throws IOException {
        add(which, process(which));
    }

    private ServerProcess process(int which) throws IOException {
        return ServerProcess.sharing(data(which), HEAP, log);
    }

    private void add(int which, ServerProcess process) {
        servers[which] = new Server(++started, process);
        balancer.add(started, process.url());
    }

    void kill(int which) {
        balancer.remove(servers[which].number());
        servers[which].process().kill();
    }

    void signal(int which, String name) throws IOException {
        servers[which].process().signal(name);
    }

    /// Which of the two writes.
    int writer() throws InterruptedException, IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            for (int which = 0; which < servers.length; which++) {
                if ("writer".equals(role(which))) {
                    return which;
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("no server became the writer in " + LIMIT + ": " + output());
    }

    /// Returns when the server has a role.
    void await(int which, String role) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!role.equals(role(which))) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "server %d did not become the %s in %s, it is %s: %s"
                                .formatted(
                                        servers[which].number(),
                                        role,
                                        LIMIT,
                                        role(which),
                                        output()));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /// The role that it reports; null when it does not answer.
    private @Nullable String role(int which) throws InterruptedException {
        try {
            String answer =
                    client.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            servers[which].process().url()
                                                                    + "/health/ready"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body();
            int at = answer.indexOf("\"role\":\"") + 8;
            return answer.substring(at, answer.indexOf('"', at));
        } catch (IOException e) {
            return null;
        }
    }

    /// The errors in the logs of both, each with the beginning of its stack; those of writes that
    /// are refused are expected.
    List<String> errors() throws IOException {
        List<String> errors = new ArrayList<>();
        List<String> lines = output().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(" ERROR ") && !lines.get(i).contains(" WriteState ")) {
                int end = i + 1;
                while (end < lines.size() && end < i + STACK && !DATED.test(lines.get(end))) {
                    end++;
                }
                errors.add(String.join("\n", lines.subList(i, end)));
            }
        }
        return errors;
    }

    /// The logs of both.
    String output() throws IOException {
        return servers[0].process().output()
                + (servers[1] == null ? "" : servers[1].process().output());
    }

    @Override
    public void close() {
        client.shutdownNow();
        for (Server server : servers) {
            if (server != null) {
                server.process().kill();
            }
        }
    }
}
