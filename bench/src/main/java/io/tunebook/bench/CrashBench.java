package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Kills an appending process repeatedly and checks that no acknowledged event is missing.
final class CrashBench {
    private static final int KILLS = 200;

    private final Path folder;

    CrashBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Long> acknowledged = new HashMap<>();
        int broken = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            killed(random, acknowledged);
            if (kill % 20 == 19) {
                try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
                    broken += log.verify() instanceof Verification.Intact ? 0 : 1;
                }
            }
        }
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
            Map<String, Long> found = new HashMap<>();
            for (RecordedEvent e : all(log)) {
                found.put(e.id().toString(), e.position());
            }
            double lost =
                    acknowledged.entrySet().stream()
                            .filter(e -> !e.getValue().equals(found.get(e.getKey())))
                            .count();
            double gaps = (double) log.head().position() - found.size();
            return List.of(
                    Row.plain("kills (seed %d)".formatted(seed), KILLS, "kills"),
                    Row.plain("acknowledged events", acknowledged.size(), "events"),
                    Row.valueAtMost("acknowledged events lost", lost, "events", 0),
                    Row.valueAtMost("gaps", gaps, "positions", 0),
                    Row.valueAtMost("times that the log did not verify", broken, "times", 0));
        }
    }

    private void killed(Random random, Map<String, Long> acknowledged) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashWriter.class.getName(),
                                folder.resolve("log").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            int lines = 20 + random.nextInt(300);
            for (int i = 0; i < lines; i++) {
                keep(out.readLine(), acknowledged);
            }
            // Through its handle: Process.destroyForcibly would close its output.
            process.toHandle().destroyForcibly();
            // Events printed before the kill are acknowledged too; the last line may be incomplete.
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                keep(line, acknowledged);
            }
        }
        process.onExit().join();
    }

    private static void keep(String line, Map<String, Long> acknowledged) throws IOException {
        if (line == null) {
            throw new IOException("the appending process ended before it was killed");
        }
        if (line.endsWith(".")) {
            int space = line.indexOf(' ');
            acknowledged.put(
                    line.substring(0, space),
                    Long.valueOf(line.substring(space + 1, line.length() - 1)));
        }
    }

    private static List<RecordedEvent> all(EventLog log) {
        List<RecordedEvent> all = new ArrayList<>();
        while (all.size() < log.head().position()) {
            all.addAll(log.read(all.size(), 10_000));
        }
        return all;
    }
}
