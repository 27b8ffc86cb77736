package io.tunebook.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `tunebook serve` in another process.
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final String url;
    private final double seconds;

    private ServerProcess(Process process, Path log, String url, double seconds) {
        this.process = process;
        this.log = log;
        this.url = url;
        this.seconds = seconds;
    }

    /// Starts it, and returns when it prints its URL.
    ///
    /// @param heap the maximum heap, in the format of Java's `-Xmx`
    static ServerProcess on(Path data, String heap) throws IOException {
        return on(data, List.of(), List.of("-Xmx" + heap), List.of());
    }

    /// On a log in PostgreSQL, which it shares with other servers.
    ///
    /// @param data the folder of this server alone
    /// @param log its location
    static ServerProcess sharing(Path data, String heap, String log) throws IOException {
        return on(data, List.of(), List.of("-Xmx" + heap), List.of("--log", log));
    }

    /// With a heap of this size from the start, so that garbage does not make its memory grow.
    ///
    /// @param before the command that starts Java, such as `nsenter` with its arguments
    /// @param options further options of `serve`
    static ServerProcess allocated(
            Path data, String heap, List<String> before, List<String> options) throws IOException {
        return on(
                data,
                before,
                List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"),
                options);
    }

    private static ServerProcess on(
            Path data, List<String> before, List<String> memory, List<String> options)
            throws IOException {
        long start = System.nanoTime();
        Path log = data.resolveSibling(data.getFileName() + ".log");
        List<String> command = new ArrayList<>(before);
        command.addAll(
                command(memory, List.of("serve", "--port", "0", "--data-dir", data.toString())));
        command.addAll(options);
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.contains("http://")) {
            process.destroyForcibly();
            List<String> lines = Files.readString(log).lines().toList();
            throw new IOException(
                    "the server did not start: %s"
                            .formatted(lines.isEmpty() ? "no output" : lines.getLast()));
        }
        String rest = line.substring(line.indexOf("http://"));
        return new ServerProcess(
                process,
                log,
                rest.substring(0, rest.indexOf(',')),
                (System.nanoTime() - start) / 1e9);
    }

    /// A command of Tunebook in another process.
    static List<String> command(List<String> memory, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(likeThis());
        command.addAll(memory);
        command.addAll(
                List.of(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.tunebook.server.cli.Launcher"));
        command.addAll(arguments);
        return command;
    }

    /// The `-XX` options of this JVM, such as the garbage collector.
    private static List<String> likeThis() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:"))
                .toList();
    }

    /// The output of it and of earlier servers on the same data.
    String output() throws IOException {
        return Files.readString(log);
    }

    String url() {
        return url;
    }

    /// The seconds from the start of the process until it listens.
    double seconds() {
        return seconds;
    }

    long pid() {
        return process.pid();
    }

    /// Kills it.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Sends it a signal, such as `STOP` or `CONT`.
    void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        stop();
    }

    /// Stops it, and returns when it has ended.
    void stop() {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
