package io.tunebook.events.postgresql;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.PayloadComparison;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server's process, which appends while it is the writer, and prints the id and the position of
/// each event once it is acknowledged, and each change of its role.
final class Appender implements AutoCloseable {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int THREADS = 4;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Appender(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            out.lines().forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            lines.add("ended: " + e.getMessage());
        }
    }

    static Appender on(PostgresLocation location, Path folder, String name) throws IOException {
        return new Appender(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Appender.class.getName(),
                                location.toString(),
                                folder.toString(),
                                name)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    static NewEvent event(String type) {
        return new NewEvent(IDS.next(), type, 1, "test", Instant.now(), new byte[200]);
    }

    /// The next line of its output.
    String line(long timeoutSeconds) throws InterruptedException {
        String line = lines.poll(timeoutSeconds, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError(
                    "no line in %d s, alive: %b".formatted(timeoutSeconds, process.isAlive()));
        }
        return line;
    }

    /// The lines that it has printed by now.
    List<String> lines() {
        List<String> all = new java.util.ArrayList<>();
        lines.drainTo(all);
        return all;
    }

    /// Kills it as `kill -9` does.
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /// Sends it a signal, as `STOP` or `CONT`.
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] args) {
        PostgresEventLog log =
                PostgresEventLog.open(
                        PostgresLocation.of(args[0], Map.of()),
                        Path.of(args[1]),
                        args[2],
                        PayloadComparison.BYTES);
        log.onState(state -> System.out.println("role " + state.getClass().getSimpleName()));
        for (int i = 0; i < THREADS; i++) {
            String stream = "stream-" + i;
            Thread.ofPlatform().start(() -> appendForEver(log, stream));
        }
    }

    /// Each append is repeated until it is acknowledged, as a client repeats a request.
    private static void appendForEver(EventLog log, String stream) {
        while (true) {
            List<NewEvent> batch = List.of(event("note"), event("note"));
            while (true) {
                try {
                    long last = log.append(stream, Expected.any(), batch).lastPosition();
                    System.out.println(batch.getLast().id() + " " + last);
                    break;
                } catch (LogUnavailable e) {
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
