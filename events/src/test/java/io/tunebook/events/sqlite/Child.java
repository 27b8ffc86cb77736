package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// A process that appends from several threads until it is killed, and prints the id and the
/// position of each event once it is acknowledged.
final class Child implements AutoCloseable {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int WRITERS = 4;

    private final Process process;
    private final BufferedReader out;

    private Child(Process process) {
        this.process = process;
        this.out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static Child on(Path folder) throws IOException {
        return new Child(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:-BytecodeVerificationRemote",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    static NewEvent event() {
        return new NewEvent(IDS.next(), "note-added", 1, "child", Instant.now(), new byte[200]);
    }

    long pid() {
        return process.pid();
    }

    /// The next line of its output; fails when the process has ended.
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the child has ended");
        }
        return line;
    }

    /// Kills it as `kill -9` does, and returns the unread complete lines of its output.
    List<String> kill() {
        // Kills through the handle: `Process.destroy` would close the output stream.
        process.toHandle().destroyForcibly();
        List<String> rest = out.lines().filter(line -> line.endsWith(".")).toList();
        process.onExit().join();
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] args) {
        EventLog log = SqliteEventLog.open(Path.of(args[0]));
        for (int i = 0; i < WRITERS; i++) {
            String stream = "stream-" + i;
            Thread.ofPlatform().start(() -> appendForEver(log, stream));
        }
    }

    private static void appendForEver(EventLog log, String stream) {
        while (true) {
            List<NewEvent> batch = List.of(event(), event());
            long position = log.append(stream, Expected.any(), batch).lastPosition();
            System.out.println(batch.getLast().id() + " " + position + ".");
        }
    }
}
