package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.server.exchange.archive.ArchiveImport;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Imports a project from the archive of another Tunebook.
@Command(
        name = "archive",
        description = {
            "Import the project that 'export --format archive' wrote to FILE, with the same events and hashes, beside the existing projects.",
            "A file that was changed is refused; a second import adds only what is new."
        },
        mixinStandardHelpOptions = true)
final class ImportArchive implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "Archive to import.")
    private Path file = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new StartupException("the file %s does not exist".formatted(file));
        }
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        ImportProgress progress = new ImportProgress(line.getErr());
        try (EventLog log = source.open();
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            ArchiveImport.Imported taken =
                    ArchiveImport.run(
                            file,
                            ledger,
                            new Artifacts(source.files()),
                            Instance.actor(),
                            progress::reached);
            progress.ended();
            line.getOut()
                    .printf(
                            "Project '%s' (%s): %,d events, of which %,d are new, and %,d new artifacts.%n",
                            taken.project(),
                            taken.title(),
                            taken.head().position(),
                            taken.fresh(),
                            taken.files());
            if (taken.missing() > 0) {
                line.getOut()
                        .printf(
                                "Skipped: %,d artifacts, whose files are not in the archive%n",
                                taken.missing());
            }
            line.getOut()
                    .printf(
                            "Head of the project's events %s%n",
                            HexFormat.of().formatHex(taken.head().hash()));
            line.getOut().flush();
        }
        return 0;
    }
}
