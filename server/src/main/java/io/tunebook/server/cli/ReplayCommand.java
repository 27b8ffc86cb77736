package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification.Broken;
import io.tunebook.server.api.http.Json;
import io.tunebook.server.api.view.ProjectPage;
import io.tunebook.server.api.view.RoundPage;
import io.tunebook.server.ledger.VerifiedSnapshot;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.playbook.analysis.Formats;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows the state as of a position of the log.
@Command(
        name = "replay",
        description = "Show the state as of a position of the log.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Option(
            names = "--to",
            paramLabel = "POSITION",
            description = "Position to replay to (default: the head).")
    private @Nullable Long to;

    @Option(names = "--json", description = "Output as JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// The state, as the API returns it.
    record State(long position, List<ProjectPage> projects, List<RoundPage> rounds) {}

    @Override
    public Integer call() {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        try (EventLog log = source.openReadOnly()) {
            long head = log.head().position();
            long position = to == null ? head : to;
            if (position < 0 || position > head) {
                throw new StartupException(
                        "there is no event %d: the log ends at %d".formatted(position, head));
            }
            VerifiedSnapshot proven = VerifiedSnapshot.at(log, position);
            Broken broken = proven.broken();
            if (broken != null) {
                throw new StartupException(
                        "event %,d of the log cannot be trusted: %s. Show the state before it with './tunebook replay --to %d'"
                                .formatted(
                                        broken.position(),
                                        broken.problem(),
                                        proven.head().position()));
            }
            State state = state(proven.snapshot());
            if (json) {
                out.println(Json.write(state));
            } else {
                state.projects().forEach(p -> print(out, state, p));
                out.printf(
                        "As of event %,d of %,d; the hash chain verifies up to there.%n",
                        position, head);
            }
            return 0;
        }
    }

    private static State state(Snapshot s) {
        List<Project> projects = List.copyOf(s.book().projects().values());
        List<Round> rounds = projects.stream().flatMap(p -> s.book().roundsOf(p).stream()).toList();
        return new State(
                s.position(),
                projects.stream().map(p -> ProjectPage.of(s, p)).toList(),
                rounds.stream().map(r -> RoundPage.of(s, r)).toList());
    }

    private static void print(PrintWriter out, State state, ProjectPage page) {
        var objective = page.project().objective();
        var baseline = page.baseline();
        Double live = baseline == null ? null : baseline.value();
        out.printf(
                "Project %s: %s%n",
                page.project().title(),
                baseline == null
                        ? "nothing launched"
                        : "live with %s since event %d"
                                .formatted(
                                        live == null
                                                ? "an unmeasured configuration"
                                                : Formats.value(objective, live),
                                        baseline.since().position()));
        for (ProjectPage.RoundRow row : page.rounds()) {
            out.printf(
                    "  Round %d, %s: %s%n    %d trials, %d completed, %d infeasible%n",
                    row.number(),
                    row.state(),
                    row.goal().question(),
                    row.trials(),
                    row.completed(),
                    row.infeasible());
            RoundPage round =
                    state.rounds().stream()
                            .filter(r -> r.round().id().equals(row.id()))
                            .findFirst()
                            .orElseThrow();
            for (var study : round.studies()) {
                var best = study.best();
                out.printf(
                        "    %s: %s%n",
                        study.name(),
                        best == null
                                ? study.state()
                                : "best %s in trial %d"
                                        .formatted(
                                                Formats.value(objective, best.value()),
                                                best.number()));
            }
        }
    }
}
