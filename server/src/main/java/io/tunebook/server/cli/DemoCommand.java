package io.tunebook.server.cli;

import io.tunebook.events.Objective;
import io.tunebook.events.Reproduction;
import io.tunebook.events.log.Head;
import io.tunebook.server.api.http.Json;
import io.tunebook.server.api.view.RoundPage;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs one round with real training, from the goal to the launch decision.
@Command(
        name = "demo",
        description = {
            "Open a project and a round, train two studies, and show them on the dashboard.",
            "Without --data, it trains on generated digits."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Mixin private DataDir dataDir = new DataDir();
    @Mixin private Address address = new Address();
    @Mixin private TrainingOptions trainingOptions = new TrainingOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR_OR_FILE",
            description =
                    "IDX files in MNIST's format, gzipped or not, or a CSV file with a header.")
    private @Nullable Path data;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            defaultValue = "label",
            description = "Column of the CSV file that has the labels (default: label).")
    private String label = "label";

    @Option(
            names = "--exit",
            description =
                    "Exit with a summary when the studies are finished; with 1 when one was stopped.")
    private boolean exit;

    @Option(names = "--json", description = "Summary as JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// @param best the best trial of each optimizer
    record Summary(
            String project,
            String round,
            String url,
            int trials,
            long completed,
            long infeasible,
            List<Best> best,
            double seconds,
            String log,
            long events,
            String head) {}

    record Best(String optimizer, String trial, double error) {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        // Read before anything is written: invalid data leaves no project behind.
        StudyData source = data == null ? StudyData.generated() : StudyData.of(data, label);
        Reproduction reproduction = source.reproduction(commandLine(), Version.TEXT);
        long began = System.nanoTime();
        TrainingEnvironment training = trainingOptions.choose(err);
        Instance instance =
                Instance.start(
                        LogOptions.in(dataDir.path), address, training, new OperatorOptions(), err);

        try {
            String round =
                    Demo.open(instance.ledger(), reproduction, source.name(), Instance.actor());
            String url = instance.web().publicUrl() + "/rounds/" + round;
            err.printf("%s%n", DemoProgress.HEADLINE);
            err.printf("  %s%n", url);
            err.printf("  trains on %s%n%n", training.description());
            err.flush();
            new DemoProgress(instance.ledger(), round, err).untilFinished();
            Summary summary = summary(instance, round, url, (System.nanoTime() - began) / 1e9);
            if (json) {
                out.println(Json.write(summary));
            } else {
                print(out, summary, objective(instance, round));
            }
            out.flush();
            List<String> stopped = StoppedStudies.of(instance.ledger(), round);
            stopped.forEach(why -> err.printf("tunebook: %s%n", why));
            err.flush();
            if (exit) {
                return stopped.isEmpty() ? 0 : 1;
            }
            out.printf("%nDecide the launch at %s — stop with Ctrl-C.%n", url);
            out.flush();
            instance.serveUntilStopped();
        } finally {
            instance.close();
        }
        return 0;
    }

    private String commandLine() {
        return data == null
                ? "./tunebook demo"
                : "./tunebook demo --data %s%s"
                        .formatted(data, label.equals("label") ? "" : " --label " + label);
    }

    private static Objective objective(Instance instance, String round) {
        var book = instance.ledger().now().book();
        return book.projectOf(Objects.requireNonNull(book.round(round))).objective();
    }

    private Summary summary(Instance instance, String round, String url, double seconds) {
        Snapshot now = instance.ledger().now();
        RoundPage page = RoundPage.of(now, Objects.requireNonNull(now.book().round(round)));
        Head head = instance.ledger().log().head();
        return new Summary(
                page.project().id(),
                round,
                url,
                page.summary().trials(),
                page.summary().completed(),
                page.summary().infeasible(),
                page.studies().stream()
                        .map(s -> {
                            var best = s.best();
                            return new Best(
                                    s.label(),
                                    best == null ? "" : best.trial(),
                                    best == null ? Double.NaN : best.value());
                        })
                        .toList(),
                seconds,
                dataDir.path.toAbsolutePath().normalize().toString(),
                head.position(),
                HexFormat.of().formatHex(head.hash()));
    }

    private static void print(PrintWriter out, Summary s, Objective objective) {
        out.printf(
                "%d trials in %.0f s: %d completed, %d infeasible%n",
                s.trials(), s.seconds(), s.completed(), s.infeasible());
        for (Best best : s.best()) {
            out.printf(
                    "  best of %-9s %s error  (%s)%n",
                    best.optimizer(), Formats.value(objective, best.error()), best.trial());
        }
        out.printf("Log    %s, %,d events%n", s.log(), s.events());
        out.printf("Head   %s%n", s.head());
    }
}
