package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.http.Json;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Walks the whole log and says whether it is what was written.
@Command(
        name = "verify",
        description = "Checks the whole log: hashes, order, gaps, and the head kept beside it.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin private DataDir dataDir = new DataDir();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// @param position where it is broken, null when it is intact or the break has no place
    record Answer(
            boolean intact,
            @Nullable Long events,
            @Nullable String head,
            @Nullable Long position,
            @Nullable String problem) {}

    @Override
    public Integer call() {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        try (EventLog log = SqliteEventLog.openReadOnly(dataDir.path)) {
            Answer answer =
                    switch (log.verify()) {
                        case Verification.Intact v ->
                                new Answer(
                                        true,
                                        v.events(),
                                        HexFormat.of().formatHex(v.head().hash()),
                                        null,
                                        null);
                        case Verification.Broken v ->
                                new Answer(false, null, null, v.position(), v.problem());
                    };
            if (json) {
                out.println(Json.write(answer));
            } else if (answer.intact()) {
                out.printf(
                        "The log verifies: %,d events.%nHead %s%n", answer.events(), answer.head());
            } else {
                out.printf(
                        "The log does not verify: at position %d, %s.%n",
                        answer.position(), answer.problem());
            }
            return answer.intact() ? 0 : 1;
        }
    }
}
