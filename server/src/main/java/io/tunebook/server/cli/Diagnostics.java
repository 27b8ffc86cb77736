package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.OwnerOnly;
import io.tunebook.events.log.Verification;
import io.tunebook.events.postgresql.DatabaseSettings;
import io.tunebook.events.postgresql.PostgresEventLog;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.access.UnreadableAccessFile;
import io.tunebook.server.api.http.FileDescriptors;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The checks of the `doctor` command.
final class Diagnostics {
    private static final long MEGABYTE = 1 << 20;
    private static final long MIN_FREE = 64 * MEGABYTE;
    private static final long MIN_FREE_BYTES = 1_024 * MEGABYTE;
    private static final int OLDEST_JDK = 25;
    private static final int MAX_NAMED = 5;

    private final LogOptions source;
    private final Path folder;
    private final Map<String, String> environment;

    /// @param environment the process's variables
    Diagnostics(LogOptions source, Map<String, String> environment) {
        this.source = source;
        this.folder = source.path();
        this.environment = environment;
    }

    enum Verdict {
        OK,
        WARN,
        FAIL
    }

    /// A check with its result, and what to do unless the result is OK.
    record Line(String name, Verdict verdict, String says) {
        static Line ok(String name, String says) {
            return new Line(name, Verdict.OK, says);
        }

        static Line warn(String name, String says) {
            return new Line(name, Verdict.WARN, says);
        }

        static Line fail(String name, String says) {
            return new Line(name, Verdict.FAIL, says);
        }
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        lines.add(jdk(Runtime.version().feature()));
        lines.add(disk());
        lines.add(reserve());
        lines.add(files(FileDescriptors.ofThisProcess()));
        lines.add(permissions());
        lines.add(log());
        database().ifPresent(lines::add);
        lines.add(access());
        lines.add(tornado());
        lines.add(devices());
        return lines;
    }

    static Line jdk(int feature) {
        String says =
                "Java %d, %s".formatted(feature, System.getProperty("java.vendor", "unknown"));
        return feature >= OLDEST_JDK
                ? Line.ok("jdk", says)
                : Line.fail("jdk", says + ": install a JDK 25 or newer, or point JAVA_HOME at one");
    }

    private Line disk() {
        try {
            return disk(Files.getFileStore(existing()).getUsableSpace());
        } catch (IOException e) {
            return Line.fail("disk", "the free space of the disk cannot be read: " + e);
        }
    }

    /// @param free bytes
    static Line disk(long free) {
        String says = "%,d MB free".formatted(free / MEGABYTE);
        if (free < MIN_FREE) {
            return Line.fail("disk", says + ": make room now, appends will soon be refused");
        }
        return free < MIN_FREE_BYTES
                ? Line.warn("disk", says + ": make room soon")
                : Line.ok("disk", says);
    }

    private Line reserve() {
        try {
            return reserve(Files.getFileStore(existing()).getUsableSpace());
        } catch (IOException e) {
            return Line.fail("reserve", "the free space of the disk cannot be read: " + e);
        }
    }

    /// @param free bytes
    static Line reserve(long free) {
        long uploads = free - OperatorOptions.DEFAULT_RESERVE * MEGABYTE;
        String says =
                "%,d MB only for the log (serve --reserve)"
                        .formatted(OperatorOptions.DEFAULT_RESERVE);
        return uploads > 0
                ? Line.ok("reserve", "%s, %,d MB for uploads".formatted(says, uploads / MEGABYTE))
                : Line.warn(
                        "reserve",
                        says + ", no space for uploads: make room, until then they are refused");
    }

    /// The limit of open files of this process, which a server that is started here has too.
    static Line files(FileDescriptors limit) {
        if (limit.problem() != null) {
            return Line.fail("open files", limit.problem());
        }
        return limit.warning() != null
                ? Line.warn("open files", limit.warning())
                : Line.ok(
                        "open files",
                        limit.max() == Long.MAX_VALUE
                                ? "the limit is unknown"
                                : "the limit is %,d".formatted(limit.max()));
    }

    private Line permissions() {
        Path where = existing();
        if (!Files.isWritable(where)) {
            return Line.fail(
                    "permissions",
                    "%s is not writable for %s: change its owner, or name another folder with --data-dir"
                            .formatted(where, System.getProperty("user.name")));
        }
        try {
            if (Files.exists(folder)
                    && Files.getPosixFilePermissions(folder)
                            .contains(PosixFilePermission.OTHERS_WRITE)) {
                return Line.warn(
                        "permissions",
                        "every user of this machine can write to %s: run 'chmod o-w %s'"
                                .formatted(folder, folder));
            }
            return wider(where);
        } catch (UnsupportedOperationException e) {
            return Line.ok("permissions", "%s is writable".formatted(where));
        } catch (IOException e) {
            return Line.fail(
                    "permissions", "the permissions of %s cannot be read: %s".formatted(where, e));
        }
    }

    private Line wider(Path where) throws IOException {
        Path tokens = folder.resolve(Tokens.FILE);
        if (Files.exists(tokens) && OwnerOnly.isWider(tokens)) {
            return Line.warn(
                    "permissions",
                    "other users can read %s: run 'chmod 600 %s', or 'doctor --fix'"
                            .formatted(tokens, tokens));
        }
        List<Path> wider = ExposedFiles.in(folder);
        return wider.isEmpty()
                ? Line.ok("permissions", "%s is writable".formatted(where))
                : Line.warn(
                        "permissions",
                        "other users can use %,d files and folders of the log (%s): run 'chmod -R go= %s', or 'doctor --fix'"
                                .formatted(
                                        wider.size(),
                                        wider.stream()
                                                .limit(MAX_NAMED)
                                                .map(f ->
                                                        "."
                                                                + f.toString()
                                                                        .substring(
                                                                                folder.toString()
                                                                                        .length()))
                                                .collect(Collectors.joining(", ")),
                                        folder));
    }

    private Line log() {
        try (EventLog log = source.openReadOnly()) {
            return switch (log.verify()) {
                case Verification.Intact v ->
                        Line.ok("log", "%,d events; the log verifies".formatted(v.events()));
                case Verification.Broken v ->
                        Line.fail(
                                "log",
                                "the log does not verify at position %,d, %s: run './tunebook verify', then './tunebook recover'"
                                        .formatted(v.position(), v.problem()));
            };
        } catch (LogUnavailable.Absent e) {
            return Line.warn(
                    "log",
                    "%s has no log yet: './tunebook serve' or './tunebook demo' creates one"
                            .formatted(folder));
        } catch (LogUnavailable e) {
            return Line.fail("log", String.valueOf(e.getMessage()));
        }
    }

    /// The database of a shared log, and which server writes it.
    private Optional<Line> database() {
        try (EventLog log = source.openReadOnly()) {
            return log instanceof PostgresEventLog shared
                    ? Optional.of(database(shared.settings()))
                    : Optional.empty();
        } catch (LogUnavailable e) {
            // The line of the log has the reason.
            return Optional.empty();
        }
    }

    static Line database(DatabaseSettings settings) {
        String says = "PostgreSQL %s; %s".formatted(settings.version(), writer(settings));
        if (!settings.unsafe().isEmpty()) {
            return Line.fail(
                    "database",
                    "%s; %s is off, so a crash of the database's machine can lose acknowledged events: turn it on in postgresql.conf"
                            .formatted(says, String.join(" and ", settings.unsafe())));
        }
        return Line.ok("database", says);
    }

    private static String writer(DatabaseSettings settings) {
        if (settings.writer().isEmpty()) {
            return "no server has written yet";
        }
        return settings.written()
                ? "%s is the writer, last sign of life %,d s ago"
                        .formatted(settings.writer(), settings.silence().toSeconds())
                : "no server writes now; the last one was " + settings.writer();
    }

    private Line access() {
        try {
            return Line.ok(
                    "access",
                    new Tokens(folder, Clock.systemUTC()).configured()
                            ? "access is configured: requests need a token"
                            : "access is not configured: only this machine can connect");
        } catch (UnreadableAccessFile e) {
            return Line.fail("access", String.valueOf(e.getMessage()));
        }
    }

    private Line tornado() {
        String home = environment.get("TORNADOVM_HOME");
        if (home == null || home.isBlank()) {
            return Line.ok("tornadovm", "not used (TORNADOVM_HOME is not set)");
        }
        return Files.isReadable(Path.of(home, "tornado-argfile"))
                ? Line.ok("tornadovm", home)
                : Line.fail(
                        "tornadovm",
                        "%s has no tornado-argfile: point TORNADOVM_HOME at a TornadoVM SDK, or unset it"
                                .formatted(home));
    }

    private static Line devices() {
        try {
            TrainingEnvironment training = TrainingEnvironment.on("auto", Optional.empty());
            List<String> says = new ArrayList<>(List.of("trains on " + training.description()));
            says.addAll(TrainingEnvironment.devices());
            says.addAll(training.skipped());
            String line = String.join("; ", says);
            return training.skipped().isEmpty()
                    ? Line.ok("devices", line)
                    : Line.warn("devices", line);
        } catch (IllegalArgumentException e) {
            return Line.fail("devices", String.valueOf(e.getMessage()));
        }
    }

    /// The folder, or its nearest parent that exists.
    private Path existing() {
        Path at = folder.toAbsolutePath().normalize();
        while (!Files.exists(at)) {
            at = java.util.Objects.requireNonNull(at.getParent());
        }
        return at;
    }
}
