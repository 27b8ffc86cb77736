package io.tunebook.e2e;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The command line in its own process.
final class Tunebook implements AutoCloseable {
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(20_000 + (int) (ProcessHandle.current().pid() % 1_000) * 12);

    private final Process process;
    private final Path out;
    private final Path err;

    private Tunebook(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Tunebook start(Path folder, String... arguments) throws IOException {
        return startIn(List.of(), folder, arguments);
    }

    /// Starts it as the last arguments of another command, which must replace itself by it.
    static Tunebook startIn(List<String> around, Path folder, String... arguments)
            throws IOException {
        return start(
                around, trains(arguments) ? List.of() : SharedClasses.options(), folder, arguments);
    }

    /// Starts it with further options of Java.
    static Tunebook startWith(List<String> java, Path folder, String... arguments)
            throws IOException {
        return start(List.of(), java, folder, arguments);
    }

    private static Tunebook start(
            List<String> around, List<String> java, Path folder, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(around);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED"));
        if (!trains(arguments)) {
            // A short life ends before the optimising compiler pays off.
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        }
        command.addAll(java);
        command.addAll(List.of("-cp", SharedClasses.CLASS_PATH, "io.tunebook.server.cli.Launcher"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new Tunebook(process, out, err);
    }

    /// Whether the command needs the optimising compiler, and the collector of a long life.
    private static boolean trains(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("demo");
    }

    /// A free port below those that the system gives to outgoing connections: none of them takes it
    /// before the server does. Each test process counts from a port of its own.
    static int freePort() throws IOException {
        BindException taken = null;
        for (int tries = 0; tries < 1_000; tries++) {
            int port = NEXT_PORT.getAndIncrement();
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                taken = e;
            }
        }
        throw new IOException("1,000 ports are taken", taken);
    }

    /// The exit status; waits for the end.
    int exit() throws InterruptedException {
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the process has not ended");
        }
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    /// Waits until a condition holds; an exception counts as not yet.
    void waitFor(Callable<Boolean> what) throws Exception {
        Exception last = null;
        for (int i = 0; i < 1_200 && process.isAlive(); i++) {
            try {
                if (what.call()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the condition does not hold: " + err(), last);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /// Stops it as Ctrl-C does, and waits for the end.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
