package io.tunebook.server.cli;

import io.tunebook.server.api.logs.Logs;
import io.tunebook.server.exchange.tracking.DiskReserve;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of the server's log and warnings.
final class OperatorOptions {
    /// Megabytes that only the log may use.
    static final long DEFAULT_RESERVE = 256;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:TUNEBOOK_LOG_FORMAT:-text}",
            description =
                    "Format of the server's log: text, or json for one object per line (default: text, or $TUNEBOOK_LOG_FORMAT).")
    private Logs.Format format = Logs.Format.TEXT;

    @Option(
            names = "--log-requests",
            description = "Log line for every request, not only for refused and failed ones.")
    private boolean requests;

    @Option(
            names = "--disk-warning",
            paramLabel = "MB",
            defaultValue = "1024",
            description = "Megabytes of free disk below which the server warns (default: 1024).")
    private long diskWarning = 1_024;

    @Option(
            names = "--verify-interval",
            paramLabel = "HOURS",
            defaultValue = "6",
            description =
                    "Hours between two verifications of the whole log in the background, 0 for none (default: 6).")
    private double verifyHours = 6;

    @Option(
            names = "--reserve",
            paramLabel = "MB",
            defaultValue = "" + DEFAULT_RESERVE,
            description =
                    "Megabytes of free disk that only the log may use: below it, artifacts and other uploads are refused (default: "
                            + DEFAULT_RESERVE
                            + ").")
    private long reserve = DEFAULT_RESERVE;

    @Option(
            names = "--artifact-quota",
            paramLabel = "MB",
            defaultValue = "0",
            description =
                    "Megabytes of artifacts that each project, or each experiment without one, can have (default: no limit).")
    private long artifactQuota;

    @Mixin private GcCommand.KeepDeleted keepDeleted = new GcCommand.KeepDeleted();

    private static final double MAX_HOURS = 24 * 365;
    private static final long MAX_MEGABYTES = 1L << 40;

    /// Applies the options to the log.
    void use() {
        Logs.write(format, requests);
    }

    /// Bytes of free disk below which the server warns.
    long littleDisk() {
        return bytes("--disk-warning", diskWarning);
    }

    /// Bytes of artifacts that each project can have; 0 for no limit.
    long artifactQuota() {
        return bytes("--artifact-quota", artifactQuota);
    }

    /// How long deleted artifacts stay.
    Duration keepDeleted() {
        return keepDeleted.duration();
    }

    /// Free space that uploads may not use.
    DiskReserve reserve() {
        return new DiskReserve(bytes("--reserve", reserve));
    }

    private static long bytes(String option, long megabytes) {
        if (megabytes < 0 || megabytes > MAX_MEGABYTES) {
            throw new StartupException(
                    "%s must be 0 or more megabytes, not %d".formatted(option, megabytes));
        }
        return megabytes << 20;
    }

    /// The time between two verifications of the log in the background; zero for none.
    Duration verifyInterval() {
        // Also false for NaN.
        if (!(verifyHours >= 0 && verifyHours <= MAX_HOURS)) {
            throw new StartupException(
                    "--verify-interval must be 0 to %,.0f hours, not %s"
                            .formatted(MAX_HOURS, verifyHours));
        }
        return Duration.ofSeconds((long) Math.ceil(verifyHours * 3_600));
    }
}
