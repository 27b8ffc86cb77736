package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.server.exchange.archive.ArchiveExport;
import io.tunebook.server.exchange.archive.LogExport;
import io.tunebook.server.exchange.exports.CsvExport;
import io.tunebook.server.exchange.exports.CurvesTable;
import io.tunebook.server.exchange.exports.ParquetTable;
import io.tunebook.server.exchange.exports.Scope;
import io.tunebook.server.exchange.exports.Table;
import io.tunebook.server.exchange.exports.TrialsTable;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.History;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Exports the log, a project, or trials and curves as tables, also while a server writes.
@Command(
        name = "export",
        description = {
            "Export the log, a project, or trials and curves as tables.",
            "'import' restores the same log from JSON Lines;",
            "'import archive' adds a project's archive to another log."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    /// What to export, and in which format.
    enum Format {
        JSONL,
        CSV,
        PARQUET,
        ARCHIVE
    }

    enum Rows {
        TRIALS,
        CURVES
    }

    /// The scope of a table.
    static final class ExportScope {
        @Option(names = "--project", paramLabel = "ID", description = "Project to export.")
        private @Nullable String project;

        @Option(names = "--round", paramLabel = "ID", description = "Round to export.")
        private @Nullable String round;

        @Option(names = "--study", paramLabel = "ID", description = "Study to export.")
        private @Nullable String study;
    }

    @Mixin private LogOptions source = new LogOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "JSONL",
            description =
                    "Format: jsonl, the log with one event per line (default); csv or parquet, a table; archive, a project.")
    private Format format = Format.JSONL;

    @Option(
            names = "--rows",
            paramLabel = "ROWS",
            defaultValue = "TRIALS",
            description = "Rows of a table: trials (default) or curves, one measurement per row.")
    private Rows rows = Rows.TRIALS;

    @Option(
            names = "--at",
            paramLabel = "POSITION",
            description =
                    "Position as of which a table or project is exported (default: the head).")
    private @Nullable Long at;

    @ArgGroup private ExportScope of = new ExportScope();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "File to write (default: standard output).")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (EventLog log = source.openReadOnly()) {
            String message =
                    switch (format) {
                        case JSONL -> lines(log);
                        case CSV -> csv(table(log));
                        case PARQUET -> parquet(table(log));
                        case ARCHIVE -> archive(log);
                    };
            if (file != null) {
                Objects.requireNonNull(spec).commandLine().getOut().println(message);
            }
        }
        return 0;
    }

    private String lines(EventLog log) throws IOException {
        Head[] head = {Head.EMPTY};
        written(out -> head[0] = LogExport.write(log, out));
        return "%,d events written to %s.%nHead %s"
                .formatted(head[0].position(), file, HexFormat.of().formatHex(head[0].hash()));
    }

    private String archive(EventLog log) throws IOException {
        String id = of.project;
        if (id == null || file == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "an archive needs a project and a file: give --project ID and FILE");
        }
        Book book = book(log);
        Project project = book.project(id);
        if (project == null) {
            throw new StartupException("there is no project '%s'".formatted(id));
        }
        List<ArchiveExport.Exported> written = new ArrayList<>();
        written(out ->
                written.add(
                        ArchiveExport.write(
                                log, book, project, new Artifacts(source.files()), out)));
        ArchiveExport.Exported all = written.getFirst();
        String missing =
                all.missing().isEmpty()
                        ? ""
                        : "%nSkipped, since their files are missing: %s"
                                .formatted(String.join(", ", all.missing()));
        return "%,d events and %,d artifacts written to %s.%s%nHead of the project's events %s"
                .formatted(
                        all.head().position(),
                        all.artifacts(),
                        file,
                        missing,
                        HexFormat.of().formatHex(all.head().hash()));
    }

    private Book book(EventLog log) {
        long head = log.head().position();
        long position = at == null ? head : at;
        if (position < 0 || position > head) {
            throw new StartupException(
                    "there is no event %,d: the log ends at %,d".formatted(position, head));
        }
        return new History(log).at(position).book();
    }

    private Table table(EventLog log) throws IOException {
        Book book = book(log);
        Scope scope = new Scope(of.project, of.round, of.study);
        try {
            return rows == Rows.TRIALS
                    ? TrialsTable.of(log, book, scope)
                    : CurvesTable.of(log, book, scope);
        } catch (Scope.UnknownScope e) {
            throw new StartupException(String.valueOf(e.getMessage()));
        }
    }

    private String csv(Table table) throws IOException {
        written(out -> CsvExport.write(table, out));
        return "%s written to %s.".formatted(words(), file);
    }

    private String parquet(Table table) throws IOException {
        Path target = file;
        if (target == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "Parquet cannot be written to standard output: name a FILE");
        }
        Path part = part(target);
        ParquetTable.write(table, part);
        Files.move(part, target);
        return "%s written to %s.".formatted(words(), target);
    }

    private String words() {
        return rows == Rows.TRIALS ? "Trials" : "Curves";
    }

    /// Writes to an output stream.
    private interface Work {
        void to(OutputStream out) throws IOException;
    }

    /// Writes to standard output, or to a file that is renamed into place once it is complete.
    private void written(Work work) throws IOException {
        Path target = file;
        if (target == null) {
            OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
            work.to(out);
            out.flush();
            return;
        }
        Path part = part(target);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
            work.to(out);
        }
        Files.move(part, target);
    }

    private static Path part(Path target) {
        if (Files.exists(target)) {
            throw new StartupException("%s already exists: name another file".formatted(target));
        }
        return target.resolveSibling(target.getFileName() + ".part");
    }
}
