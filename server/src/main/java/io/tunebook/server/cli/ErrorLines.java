package io.tunebook.server.cli;

import io.tunebook.events.Rejection;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.proof.UnreadableCheckpoint;
import io.tunebook.events.sqlite.Recovery;
import io.tunebook.server.api.access.UnreadableAccessFile;
import io.tunebook.server.api.http.PortTakenException;
import io.tunebook.server.api.http.UnusableTlsException;
import io.tunebook.server.exchange.archive.InvalidExportException;
import io.tunebook.server.exchange.imports.UnreadableSourceException;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.training.run.UnusableDataException;
import picocli.CommandLine;

/// The errors of the command line: one line on standard error that states what to do.
public final class ErrorLines {
    private ErrorLines() {}

    /// Prints an expected error as one line with exit status 1, wrong usage with 2; any other error
    /// keeps its stack trace.
    public static CommandLine on(CommandLine commandLine) {
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> {
                    CommandLine at = e.getCommandLine();
                    at.getErr()
                            .printf(
                                    "tunebook: %s: try '%s --help'%n",
                                    e.getMessage(), at.getCommandSpec().qualifiedName());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, at, arguments) -> {
                    if (!isExpected(e)) {
                        throw e;
                    }
                    at.getErr().println("tunebook: " + e.getMessage());
                    return 1;
                });
    }

    /// Whether the user can correct the error, and the message states how.
    private static boolean isExpected(Exception e) {
        return e instanceof LogUnavailable
                || e instanceof PortTakenException
                || e instanceof UnusableTlsException
                || e instanceof UnreadableAccessFile
                || e instanceof Rejection
                || e instanceof RejectedCommand
                || e instanceof UnusableDataException
                || e instanceof InvalidExportException
                || e instanceof UnreadableSourceException
                || e instanceof UnreadableCheckpoint
                || e instanceof Recovery.NothingToRecover
                || e instanceof StartupException;
    }
}
