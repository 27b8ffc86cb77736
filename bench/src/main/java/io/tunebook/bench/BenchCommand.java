package io.tunebook.bench;

import io.tunebook.bench.verdicts.Settings;
import io.tunebook.bench.verdicts.Verdicts;
import io.tunebook.kernels.Backends;
import io.tunebook.server.api.http.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Measures Tunebook on this machine and compares it with the limits of its disk and processor.
@Command(
        name = "bench",
        description = {
            "Measure Tunebook on this machine, each figure with its limit or its peer in the same run.",
            "Exits with 1 when a figure misses its bar."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final int SOAK_MINUTES = 10;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private String name = "";

    @Option(
            names = "--only",
            paramLabel = "PART",
            description =
                    "Only this part (log: append, http, replay, curves, memory; ingest: mlflow, optuna, tensorboard; dashboard: pages, live; agents: load, study; verdicts: one of the rules' parts).")
    private @Nullable String only;

    @Option(
            names = "--against",
            paramLabel = "PEER",
            description = "Peer to compare with (kernels: torch, with Python's torch installed).")
    private @Nullable String against;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description =
                    "Backend whose device is measured (kernels: tornado, with TORNADOVM_HOME).")
    private @Nullable String backend;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder for the measured data (default: the folder for temporary files).")
    private Path dir = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--keep",
            description =
                    "Keep the generated data in DIR and use it in the next run (dashboard: 40 million measurements).")
    private boolean keep;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description =
                    "Minutes of the soak and the dashboard's live page (default: 10) or of the fuzz (default: until it finds a fault).")
    private @Nullable Integer minutes;

    @Option(
            names = "--agents",
            paramLabel = "N",
            description = "Number of simulated agents, at most 1,000 (default: 1000).")
    private int agents = AgentsBench.Options.DEFAULT.agents();

    @Option(
            names = "--trials",
            paramLabel = "N",
            description = "Trials of the large study of the agents (default: 100000).")
    private int trials = AgentsBench.Options.DEFAULT.trials();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Seconds of each load of the agents (default: 20).")
    private int seconds = AgentsBench.Options.DEFAULT.seconds();

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "Maximum number of requests of the fuzz.")
    private long requests;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of the fuzz, to repeat its requests, of the verdicts, or of the failovers.")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with real tuning data, DIR/tuning/*.jsonl.gz (verdicts).")
    private @Nullable Path data;

    @Option(
            names = "--log",
            paramLabel = "LOCATION",
            description =
                    "PostgreSQL database without a log, as postgresql://USER@HOST:PORT/DATABASE, or 'embedded' for a server of the bench's own (log: default SQLite; failover: default embedded).")
    private @Nullable String log;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events of the replay with --log (log; default: 1000000).")
    private int events = PostgresReplayBench.DEFAULT_EVENTS;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "Number of writers that are killed or paused (failover; default: 50).")
    private int kills = FailoverBench.DEFAULT_KILLS;

    @Option(names = "--json", description = "JSON output.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// The names of the benches, for the help.
    static final class Names extends java.util.ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(Benches.names());
        }
    }

    /// The output in JSON.
    record Answer(String bench, List<Row> rows) {}

    @Override
    public Integer call() throws Exception {
        var line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        List<Row> rows;
        try {
            Consumer<Row> each =
                    row -> {
                        if (!json) {
                            out.println(row.line());
                            out.flush();
                        }
                    };
            rows =
                    switch (name) {
                        case "fuzz" -> Benches.fuzzed(dir, requests, minutes, seed, each);
                        case "agents" ->
                                Benches.agents(
                                        only,
                                        dir,
                                        new AgentsBench.Options(agents, trials, seconds),
                                        each);
                        case "failover" -> Benches.failover(log, dir, kills, seed, each);
                        case "verdicts" -> Verdicts.run(only, settings(), each);
                        default -> run(each);
                    };
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, String.valueOf(e.getMessage()), e);
        }
        if (json) {
            out.println(Json.write(new Answer(name, rows)));
        }
        return rows.stream().allMatch(Row::ok) ? 0 : 1;
    }

    private List<Row> run(Consumer<Row> each) throws Exception {
        if (log == null) {
            int most = minutes == null ? SOAK_MINUTES : minutes;
            return Benches.run(name, part(), against, dir, keep, most, each);
        }
        if (!name.equals("log")) {
            throw new IllegalArgumentException("--log belongs to 'bench log' and 'bench failover'");
        }
        return Benches.log(log, only, dir, events, each);
    }

    /// The only part to run; null for all.
    private @Nullable String part() {
        if (backend == null) {
            return only;
        }
        if (!name.equals("kernels") || only != null) {
            throw new IllegalArgumentException(
                    "--backend belongs to 'bench kernels', without --only");
        }
        Backends.named(backend);
        return backend.equals("cpu") ? "training" : "device";
    }

    private Settings settings() {
        return new Settings(seed == 0 ? Settings.DEFAULT_SEED : seed, 1, data);
    }
}
