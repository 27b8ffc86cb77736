package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.server.exchange.report.Report;
import io.tunebook.server.ledger.History;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a round into one self-contained file.
@Command(
        name = "report",
        description =
                "Write a round into one file: goal, design, plots, findings, decision, and the position and hash that prove it.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    /// The formats of a report.
    enum Format {
        HTML,
        MARKDOWN
    }

    @Mixin private LogOptions source = new LogOptions();

    @Parameters(index = "0", paramLabel = "ROUND", description = "Id of the round.")
    private String id = "";

    @Option(
            names = "--at",
            paramLabel = "POSITION",
            description = "Position as of which to report (default: the head).")
    private @Nullable Long at;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "HTML",
            description = "Format: html (default) or markdown.")
    private Format format = Format.HTML;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "File to write or replace (default: standard output).")
    private @Nullable Path output;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (EventLog log = source.openReadOnly()) {
            long head = log.head().position();
            long position = at == null ? head : at;
            if (position < 1 || position > head) {
                throw new StartupException(
                        "there is no event %d: the log ends at %d".formatted(position, head));
            }
            Snapshot snapshot = new History(log).at(position);
            Round round = snapshot.book().round(id);
            if (round == null) {
                throw new StartupException(
                        "there is no round '%s' as of event %d: name one of %s"
                                .formatted(
                                        id,
                                        position,
                                        String.join(
                                                ", ",
                                                new java.util.TreeSet<>(
                                                        snapshot.book().rounds().keySet()))));
            }
            String hash = HexFormat.of().formatHex(log.at(position).orElseThrow().hash());
            String text =
                    switch (format) {
                        case HTML -> Report.html(snapshot, round, hash);
                        case MARKDOWN -> Report.markdown(snapshot, round, hash);
                    };
            Path file = output;
            if (file == null) {
                out.println(text);
            } else {
                Files.writeString(
                        file,
                        text,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                out.printf("Round %s as of event %,d is in %s.%n", id, position, file);
            }
            return 0;
        }
    }
}
