package io.tunebook.server.cli;

import io.tunebook.server.logs.Logs;
import picocli.CommandLine.Option;

/// What the server tells an operator, on standard error.
final class LogOptions {
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

    void use() {
        Logs.write(format, requests);
    }
}
