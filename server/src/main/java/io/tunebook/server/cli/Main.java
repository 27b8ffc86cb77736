package io.tunebook.server.cli;

import io.tunebook.events.Rejection;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.proof.UnreadableCheckpoint;
import io.tunebook.events.sqlite.Recovery;
import io.tunebook.server.access.AccessUnreadable;
import io.tunebook.server.bench.BenchImpossible;
import io.tunebook.server.http.PortTaken;
import io.tunebook.server.http.TlsUnusable;
import io.tunebook.server.imports.NotImportable;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.run.DataUnusable;
import io.tunebook.server.transfer.NotALog;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Where the program begins. Exit 0 when fine, 1 when the answer is no, 2 for wrong usage.
@Command(
        name = "tunebook",
        description = "A logbook and a laboratory for tuning neural networks.",
        mixinStandardHelpOptions = true,
        version = Version.TEXT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            VerifyCommand.class,
            ReplayCommand.class,
            DiffCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            BackupCommand.class,
            RecoverCommand.class,
            TokenCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            PackageCommand.class,
            TestCommand.class
        })
public final class Main implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
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
                    if (!expected(e)) {
                        throw e;
                    }
                    at.getErr().println("tunebook: " + e.getMessage());
                    return 1;
                });
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }

    /// What a person can mend, and whose message says how.
    private static boolean expected(Exception e) {
        return e instanceof LogUnavailable
                || e instanceof PortTaken
                || e instanceof TlsUnusable
                || e instanceof AccessUnreadable
                || e instanceof Rejection
                || e instanceof RejectedCommand
                || e instanceof DataUnusable
                || e instanceof BenchImpossible
                || e instanceof NotALog
                || e instanceof NotImportable
                || e instanceof UnreadableCheckpoint
                || e instanceof Recovery.NothingToRecover
                || e instanceof CannotGoOn;
    }
}
