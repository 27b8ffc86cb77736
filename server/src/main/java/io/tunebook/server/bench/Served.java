package io.tunebook.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `tunebook serve` in a process of its own.
final class Served implements AutoCloseable {
    private final Process process;
    private final String url;
    private final double seconds;

    private Served(Process process, String url, double seconds) {
        this.process = process;
        this.url = url;
        this.seconds = seconds;
    }

    /// Starts it, and returns once it says where it is.
    ///
    /// @param heap the most memory for its objects, as Java's `-Xmx` takes it
    static Served on(Path data, String heap) throws IOException {
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx" + heap,
                                        "--add-modules=jdk.incubator.vector",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--sun-misc-unsafe-memory-access=allow",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "io.tunebook.server.cli.Main",
                                        "serve",
                                        "--port",
                                        "0",
                                        "--data-dir",
                                        data.toString()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.contains("http://")) {
            process.destroyForcibly();
            throw new IOException("the server has not started: " + line);
        }
        String rest = line.substring(line.indexOf("http://"));
        return new Served(
                process, rest.substring(0, rest.indexOf(',')), (System.nanoTime() - start) / 1e9);
    }

    String url() {
        return url;
    }

    /// From the start of the process until it listens.
    double seconds() {
        return seconds;
    }

    long pid() {
        return process.pid();
    }

    /// Ends it as a power cut would.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        stop();
    }

    /// Asks it to end, and returns when it has.
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
