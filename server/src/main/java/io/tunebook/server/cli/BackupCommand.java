package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Copies the log into one file, also while a server writes to it, and verifies the copy.
@Command(
        name = "backup",
        description = {
            "Copy the log into one file, also while the server runs, and verify the copy.",
            "Artifacts that are not yet in the folder 'artifacts' beside it are copied there.",
            "'verify --backup FILE' verifies it later, 'recover --from FILE' restores it."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "File to write; must not exist.")
    private Path file = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (EventLog log = source.openReadOnly()) {
            if (log instanceof SqliteEventLog own) {
                own.backup(file);
            } else {
                SqliteEventLog.backup(log, file);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StartupException("%s already exists: name another file".formatted(file));
        } catch (NoSuchFileException e) {
            throw new StartupException(
                    "the folder of %s does not exist: create it first".formatted(file));
        }
        try (EventLog backup = SqliteEventLog.openBackup(file)) {
            return switch (backup.verify()) {
                case Verification.Intact v -> {
                    var line = Objects.requireNonNull(spec).commandLine();
                    line.getOut()
                            .printf(
                                    "%,d events in %s; the backup verifies.%nHead %s%n",
                                    v.events(), file, HexFormat.of().formatHex(v.head().hash()));
                    // Copied after the log, so every artifact that the log
                    // names exists already.
                    var files = new RunFiles(source.files(), RunFiles.beside(file));
                    yield files.copy(backup, line.getOut(), line.getErr()) ? 0 : 1;
                }
                case Verification.Broken v ->
                        throw new StartupException(
                                "the backup %s does not verify: at position %d, %s"
                                        .formatted(file, v.position(), v.problem()));
            };
        }
    }
}
