package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.transfer.LogExport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes the log as lines of JSON, while a server may be writing it.
@Command(
        name = "export",
        description =
                "Writes the log as lines of JSON, from which 'import' makes the same log again.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    /// What the log can be written as.
    enum Format {
        JSONL
    }

    @Mixin private DataDir dataDir = new DataDir();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "JSONL",
            description = "jsonl, one event a line (default).")
    private Format format = Format.JSONL;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where to write (default: standard output).")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return switch (format) {
            case JSONL -> lines();
        };
    }

    private int lines() throws IOException {
        try (EventLog log = SqliteEventLog.openReadOnly(dataDir.path)) {
            Path target = file;
            if (target == null) {
                LogExport.write(log, new BufferedOutputStream(System.out, 1 << 16));
                return 0;
            }
            if (Files.exists(target)) {
                throw new CannotGoOn("%s is there already: name another file".formatted(target));
            }
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Head head;
            try (OutputStream out =
                    new BufferedOutputStream(
                            Files.newOutputStream(
                                    part,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE),
                            1 << 16)) {
                head = LogExport.write(log, out);
            }
            Files.move(part, target);
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .printf(
                            "%,d events written to %s.%nHead %s%n",
                            head.position(),
                            target,
                            java.util.HexFormat.of().formatHex(head.hash()));
            return 0;
        }
    }
}
