package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.LogCheckpoint;
import io.tunebook.events.proof.MerkleTree;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.proof.VerifierKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Verifies the whole log.
@Command(
        name = "verify",
        description = "Verify the log: hashes, order, gaps, and the head stored beside it.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Option(
            names = "--against",
            paramLabel = "CHECKPOINT",
            description = "Signed checkpoint that the log must extend.")
    private @Nullable Path against;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Verifier key of the checkpoint (default: the key in the log's folder; a copy stored with the checkpoint is better).")
    private @Nullable String key;

    @Option(
            names = "--backup",
            paramLabel = "FILE",
            description = "Backup to verify instead of the log.")
    private @Nullable Path backup;

    @Option(names = "--json", description = "Output as JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// @param position the first event that does not verify; null when the log is intact, or the
    ///   problem has no position
    /// @param checkpoint the number of events that the checkpoint covers
    record Answer(
            boolean intact,
            @Nullable Long events,
            @Nullable String head,
            @Nullable Long position,
            @Nullable String problem,
            @Nullable Long checkpoint) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        LogCheckpoint checkpoint = checkpoint();
        try (EventLog log =
                backup == null ? source.openReadOnly() : SqliteEventLog.openBackup(backup)) {
            Answer answer =
                    switch (log.verify()) {
                        case Verification.Intact v -> against(log, v, checkpoint);
                        case Verification.Broken v ->
                                new Answer(false, null, null, v.position(), v.problem(), null);
                    };
            if (json) {
                out.println(Json.write(answer));
            } else {
                print(answer, out);
            }
            return answer.intact() ? 0 : 1;
        }
    }

    private static void print(Answer answer, PrintWriter out) {
        if (!answer.intact()) {
            out.printf(
                    "The log does not verify: at position %d, %s.%n",
                    answer.position(), answer.problem());
            out.println(
                    "To recover, run './tunebook recover --reason TEXT' (it reports what would be lost, and asks), or with a backup './tunebook recover --from BACKUP --reason TEXT'.");
            return;
        }
        out.printf("The log verifies: %,d events.%nHead %s%n", answer.events(), answer.head());
        if (answer.checkpoint() != null) {
            out.printf(
                    "It extends the checkpoint: the first %,d events are those that were signed.%n",
                    answer.checkpoint());
        }
    }

    private @Nullable LogCheckpoint checkpoint() throws IOException {
        if (against == null) {
            return null;
        }
        try {
            VerifierKey verifier =
                    key != null ? VerifierKey.parse(key) : SigningKey.publicIn(source.path());
            return verifier.open(Files.readString(against));
        } catch (NoSuchFileException e) {
            throw new StartupException(
                    "the file %s does not exist: name the checkpoint, and its key with --key"
                            .formatted(e.getFile()));
        }
    }

    private static Answer against(
            EventLog log, Verification.Intact intact, @Nullable LogCheckpoint checkpoint) {
        String head = HexFormat.of().formatHex(intact.head().hash());
        if (checkpoint == null) {
            return new Answer(true, intact.events(), head, null, null, null);
        }
        if (checkpoint.size() > intact.events()) {
            return new Answer(
                    false,
                    intact.events(),
                    head,
                    intact.events() + 1,
                    "events are missing: the checkpoint was signed over %,d events"
                            .formatted(checkpoint.size()),
                    checkpoint.size());
        }
        if (!Arrays.equals(new MerkleTree(log).root(checkpoint.size()), checkpoint.root())) {
            return new Answer(
                    false,
                    intact.events(),
                    head,
                    checkpoint.size(),
                    "history was rewritten: the first %,d events differ from those that the checkpoint was signed over"
                            .formatted(checkpoint.size()),
                    checkpoint.size());
        }
        return new Answer(true, intact.events(), head, null, null, checkpoint.size());
    }
}
