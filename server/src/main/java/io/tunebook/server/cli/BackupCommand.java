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

/// Copies the log into one file, while a server may be writing it, and verifies the copy.
@Command(
        name = "backup",
        description = {
            "Copies the log into one file, while the server may be running, and verifies the copy.",
            "The files of runs go into the folder 'artifacts' beside it, but for those that are there already.",
            "'verify --backup FILE' checks it later, 'recover --from FILE' puts it in place."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Mixin private DataDir dataDir = new DataDir();

    @Parameters(index = "0", paramLabel = "FILE", description = "Where to write; must not exist.")
    private Path file = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (SqliteEventLog log = SqliteEventLog.openReadOnly(dataDir.path)) {
            log.backup(file);
        } catch (FileAlreadyExistsException e) {
            throw new StartupException("%s is there already: name another file".formatted(file));
        } catch (NoSuchFileException e) {
            throw new StartupException("there is no folder for %s: make it first".formatted(file));
        }
        try (EventLog backup = SqliteEventLog.openBackup(file)) {
            return switch (backup.verify()) {
                case Verification.Intact v -> {
                    var line = Objects.requireNonNull(spec).commandLine();
                    line.getOut()
                            .printf(
                                    "%,d events in %s, which verifies.%nHead %s%n",
                                    v.events(), file, HexFormat.of().formatHex(v.head().hash()));
                    // Copied after the log: every file that it names was there before.
                    var files = new RunFiles(dataDir.path, RunFiles.beside(file));
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
