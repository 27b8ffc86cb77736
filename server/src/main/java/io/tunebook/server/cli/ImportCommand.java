package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.server.exchange.archive.LogImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Restores a log from the file of an `export`.
@Command(
        name = "import",
        description = {
            "Restore the log that 'export' wrote to FILE, with the same positions and hashes, in an empty folder.",
            "A file that was changed is refused; an interrupted import resumes when it is run again.",
            "'import optuna', 'import tensorboard' and 'import csv' import runs of other tools, 'import archive' a project."
        },
        subcommands = {
            ImportRuns.FromOptuna.class,
            ImportRuns.FromTensorBoard.class,
            ImportCsv.class,
            ImportArchive.class
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "File in JSON Lines.")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path from = file;
        if (from == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "no input given: name a FILE that 'export' wrote, or 'optuna', 'tensorboard', 'csv' or 'archive' and its file");
        }
        if (!Files.isRegularFile(from)) {
            throw new StartupException("the file %s does not exist".formatted(from));
        }
        try (EventLog log = source.open()) {
            Head head = LogImport.run(from, log);
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .printf(
                            "%,d events are now in %s.%nHead %s%n",
                            head.position(), source.place(), HexFormat.of().formatHex(head.hash()));
            return 0;
        }
    }
}
