package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.server.api.http.Json;
import io.tunebook.server.api.view.LogDifference;
import io.tunebook.server.ledger.History;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows the changes between two positions of the log.
@Command(
        name = "diff",
        description = "Show the changes between two positions of the log.",
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Parameters(index = "0", paramLabel = "FROM", description = "Earlier position.")
    private long from;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TO",
            description = "Later position (default: the head).")
    private @Nullable Long to;

    @Option(names = "--json", description = "Output as JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (EventLog log = source.openReadOnly()) {
            long head = log.head().position();
            long end = to == null ? head : to;
            if (from < 0 || from > end || end > head) {
                throw new StartupException(
                        "positions must be 0 to %d, the earlier one first, not %d and %d"
                                .formatted(head, from, end));
            }
            History history = new History(log);
            LogDifference difference = LogDifference.between(history.at(from), history.at(end));
            if (json) {
                out.println(Json.write(difference));
            } else {
                print(difference, out);
            }
            return 0;
        }
    }

    private static void print(LogDifference difference, PrintWriter out) {
        String subject = "";
        for (LogDifference.Change change : difference.changes()) {
            if (!change.subject().equals(subject)) {
                subject = change.subject();
                out.println(subject);
            }
            String before = change.before();
            String after = change.after();
            if (before == null) {
                out.printf("  + %s: %s%n", change.what(), after);
            } else if (after == null) {
                out.printf("  - %s: %s%n", change.what(), before);
            } else {
                out.printf("  ~ %s: %s -> %s%n", change.what(), before, after);
            }
        }
        out.printf(
                "%,d changes between event %,d and event %,d.%n",
                difference.changes().size(), difference.from(), difference.to());
    }
}
