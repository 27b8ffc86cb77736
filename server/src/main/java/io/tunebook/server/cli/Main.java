package io.tunebook.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program's entry point. Exits with 0 on success, 1 when a command or check fails, 2 on wrong
/// usage.
@Command(
        name = "tunebook",
        description = "Tune neural networks systematically, with every step recorded in one log.",
        mixinStandardHelpOptions = true,
        version = Version.TEXT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            AgentCommand.class,
            MeasureCommand.class,
            VerifyCommand.class,
            ReplayCommand.class,
            DiffCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            BackupCommand.class,
            RecoverCommand.class,
            GcCommand.class,
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

    /// Runs a command in this process.
    ///
    /// @return the exit status
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    static CommandLine commandLine() {
        return ErrorLines.on(new CommandLine(new Main()));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "no command given");
    }
}
