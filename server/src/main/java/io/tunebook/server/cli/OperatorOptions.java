package io.tunebook.server.cli;

import io.tunebook.server.api.logs.Logs;
import picocli.CommandLine.Option;

/// What the server tells an operator, and when.
final class OperatorOptions {
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:TUNEBOOK_LOG_FORMAT:-text}",
            description =
                    "text, or json for one object a line (default: text, or $TUNEBOOK_LOG_FORMAT).")
    private Logs.Format format = Logs.Format.TEXT;

    @Option(
            names = "--log-requests",
            description = "Log every request; without it only those that were refused or failed.")
    private boolean requests;

    @Option(
            names = "--disk-warning",
            paramLabel = "MB",
            defaultValue = "1024",
            description = "Warn when the log's disk has less room than this (default: 1024).")
    private long diskWarning = 1_024;

    private static final long MAX_MEGABYTES = 1L << 40;

    /// From here on the log is written as it was asked for.
    void use() {
        Logs.write(format, requests);
    }

    /// Bytes of free disk below which the server warns.
    long littleDisk() {
        if (diskWarning < 0 || diskWarning > MAX_MEGABYTES) {
            throw new StartupException(
                    "--disk-warning is %d: give it megabytes, 0 or more".formatted(diskWarning));
        }
        return diskWarning << 20;
    }
}
