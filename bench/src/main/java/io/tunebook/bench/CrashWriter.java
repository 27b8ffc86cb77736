package io.tunebook.bench;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.nio.file.Path;
import java.util.List;

/// Appends from four threads until it is killed, and prints the acknowledged events.
final class CrashWriter {
    private static final int WRITERS = 4;

    private CrashWriter() {}

    public static void main(String[] args) {
        EventLog log = SqliteEventLog.open(Path.of(args[0]));
        for (int w = 0; w < WRITERS; w++) {
            String stream = "trial/crash-" + w;
            Thread.ofPlatform().start(() -> write(log, stream));
        }
    }

    private static void write(EventLog log, String stream) {
        for (long n = 0; ; n++) {
            NewEvent event = AppendBench.event(n);
            Appended appended = log.append(stream, Expected.any(), List.of(event));
            String line = "%s %d.%n".formatted(event.id(), appended.lastPosition());
            synchronized (System.out) {
                System.out.print(line);
                System.out.flush();
            }
        }
    }
}
