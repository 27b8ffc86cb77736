package io.tunebook.bench;

import io.tunebook.bench.kernels.BenchOptions;
import io.tunebook.bench.kernels.DeviceBench;
import io.tunebook.bench.kernels.KernelBench;
import io.tunebook.bench.kernels.PeerException;
import io.tunebook.bench.kernels.TileBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The benches, by name.
public final class Benches {
    private static final long FUZZ_REQUESTS = 10_000;

    /// A part of a bench, which measures in its own folder and returns rows.
    private interface Part {
        List<Row> rows(Path folder) throws Exception;

        /// @param against the name of a peer to compare with; null for none
        /// @param minutes the duration, for parts that have one
        /// @param each receives every row as soon as it is measured
        default List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each)
                throws Exception {
            if (against != null) {
                throw new IllegalArgumentException("only the kernels have a peer, torch");
            }
            List<Row> rows = rows(folder);
            rows.forEach(each);
            return rows;
        }
    }

    private static final Map<String, Map<String, Part>> ALL = new LinkedHashMap<>();

    static {
        Map<String, Part> log = new LinkedHashMap<>();
        log.put("append", folder -> new AppendBench(folder).rows());
        log.put("replay", folder -> new ReplayBench(folder).rows());
        log.put("http", folder -> new HttpBench(folder).rows());
        log.put("curves", folder -> new CurveBench(folder).rows());
        log.put("names", folder -> NamesBench.rows());
        log.put("memory", folder -> new MemoryBench(folder).rows());
        ALL.put("log", log);
        Map<String, Part> ingest = new LinkedHashMap<>();
        ingest.put("mlflow", folder -> new IngestBench(folder).rows());
        ingest.put("optuna", folder -> new ImportBench(folder).optuna());
        ingest.put("tensorboard", folder -> new ImportBench(folder).tensorboard());
        ALL.put("ingest", ingest);
        Map<String, Part> kernels = new LinkedHashMap<>();
        kernels.put("training", new KernelPart());
        kernels.put("tiles", new TilePart());
        kernels.put("framework", new FrameworkPart());
        kernels.put("device", new DevicePart());
        ALL.put("kernels", kernels);
        Map<String, Part> dashboard = new LinkedHashMap<>();
        dashboard.put("pages", new DashboardPart());
        dashboard.put("live", new DashboardLivePart());
        ALL.put("dashboard", dashboard);
        ALL.put("batch", Map.of("sweep", folder -> BatchBench.rows()));
        ALL.put("stability", Map.of("probe", folder -> StabilityBench.rows()));
        ALL.put("soak", Map.of("minutes", new SoakPart()));
        ALL.put("fuzz", Map.of("http", folder -> fuzz(folder, FUZZ_REQUESTS, 0, 1, _ -> {})));
        ALL.put("crash", Map.of("kill", folder -> new CrashBench(folder).rows()));
    }

    private Benches() {}

    public static List<String> names() {
        return Stream.concat(ALL.keySet().stream(), Stream.of("agents", "failover", "verdicts"))
                .toList();
    }

    /// @param only the only part to run, null for all
    /// @param against a peer to compare with, null for none
    /// @param dir where temporary folders are created
    /// @param keep whether the folders stay and are used in the next run
    /// @param minutes the duration, for parts that have one
    /// @param each receives every row as soon as it is measured
    /// @throws IllegalArgumentException when there is no such bench or part
    public static List<Row> run(
            String name,
            @Nullable String only,
            @Nullable String against,
            Path dir,
            boolean keep,
            int minutes,
            Consumer<Row> each)
            throws Exception {
        Map<String, Part> parts = ALL.get(name);
        if (parts == null) {
            throw new IllegalArgumentException(
                    "there is no bench '%s': %s".formatted(name, String.join(", ", names())));
        }
        if (only != null && !parts.containsKey(only)) {
            throw new IllegalArgumentException(
                    "bench '%s' has no part '%s': %s"
                            .formatted(name, only, String.join(", ", parts.keySet())));
        }
        List<Row> all = new ArrayList<>();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (only != null && !only.equals(part.getKey())) {
                continue;
            }
            Path folder =
                    keep
                            ? Files.createDirectories(
                                    dir.resolve("tunebook-bench-" + name + "-" + part.getKey()))
                            : Files.createTempDirectory(dir, "tunebook-bench");
            try {
                all.addAll(part.getValue().rows(folder, against, minutes, each));
            } finally {
                if (!keep) {
                    remove(folder);
                }
            }
        }
        return all;
    }

    /// Sends malformed and hostile requests: a number of them, or for some minutes, or without
    /// either limit ten thousand for each seed, seed after seed, until a fault is found or the
    /// process is stopped.
    ///
    /// @param dir where a temporary folder is created
    /// @param requests how many; 0 for no limit
    /// @param seed 0 for a random one
    public static List<Row> fuzzed(
            Path dir, long requests, @Nullable Integer minutes, long seed, Consumer<Row> each)
            throws IOException {
        long first = seed == 0 ? System.nanoTime() & 0xffffff : seed;
        if (requests > 0 || minutes != null) {
            return fuzzed(dir, requests, minutes == null ? 0 : minutes, first, each);
        }
        for (long next = first; ; next++) {
            List<Row> rows = fuzzed(dir, FUZZ_REQUESTS, 0, next, each);
            if (!rows.stream().allMatch(Row::ok)) {
                return rows;
            }
        }
    }

    /// Lets agents train a study over HTTP, and asks in a large study.
    ///
    /// @param only the only part to run, `load` or `study`; null for both
    /// @param dir where a temporary folder is created
    static List<Row> agents(
            @Nullable String only, Path dir, AgentsBench.Options options, Consumer<Row> each)
            throws IOException, InterruptedException {
        if (only != null && !only.equals("load") && !only.equals("study")) {
            throw new IllegalArgumentException(
                    "bench 'agents' has no part '%s': load, study".formatted(only));
        }
        Path folder = Files.createTempDirectory(dir, "tunebook-bench");
        try {
            AgentsBench bench = new AgentsBench(folder, options, each);
            if (!"study".equals(only)) {
                bench.load();
            }
            if (!"load".equals(only)) {
                bench.study();
            }
            return bench.rows();
        } finally {
            remove(folder);
        }
    }

    /// Measures a log in PostgreSQL.
    ///
    /// @param location of a database, or `embedded`
    /// @param only the only part to run, `append` or `replay`; null for both
    /// @param dir where a temporary folder is created
    /// @param events of the replay
    static List<Row> log(
            String location, @Nullable String only, Path dir, int events, Consumer<Row> each)
            throws Exception {
        if (only != null && !only.equals("append") && !only.equals("replay")) {
            throw new IllegalArgumentException(
                    "bench 'log' with --log has no part '%s': append, replay".formatted(only));
        }
        Path folder = Files.createTempDirectory(dir, "tunebook-bench");
        try {
            List<Row> rows = new ArrayList<>();
            PostgresReplayBench replay = new PostgresReplayBench(folder, events);
            if (!"replay".equals(only)) {
                try (BenchDatabase database = BenchDatabase.at(location, folder)) {
                    rows.add(database.row());
                    rows.addAll(new AppendBench(folder).rows(database));
                }
                rows.forEach(each);
            }
            if (!"append".equals(only)) {
                try (BenchDatabase database = BenchDatabase.at(location, folder)) {
                    List<Row> replayed = replay.rows(database);
                    replayed.forEach(each);
                    rows.addAll(replayed);
                }
            }
            return rows;
        } finally {
            remove(folder);
        }
    }

    /// Kills and pauses the writer of a log in PostgreSQL under load.
    ///
    /// @param log the location of a database; null for an embedded server
    /// @param dir where a temporary folder is created
    /// @param seed 0 for a random one
    static List<Row> failover(
            @Nullable String log, Path dir, int kills, long seed, Consumer<Row> each)
            throws Exception {
        Path folder = Files.createTempDirectory(dir, "tunebook-bench");
        try {
            return new FailoverBench(
                            folder, kills, seed == 0 ? System.nanoTime() & 0xffffff : seed, each)
                    .rows(log == null ? BenchDatabase.EMBEDDED : log);
        } finally {
            remove(folder);
        }
    }

    private static List<Row> fuzzed(
            Path dir, long requests, int minutes, long seed, Consumer<Row> each)
            throws IOException {
        Path folder = Files.createTempDirectory(dir, "tunebook-bench");
        try {
            return fuzz(folder, requests, minutes, seed, each);
        } finally {
            remove(folder);
        }
    }

    private static List<Row> fuzz(
            Path folder, long requests, int minutes, long seed, Consumer<Row> each)
            throws IOException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        return new FuzzBench(
                        folder,
                        seed,
                        sent -> requests > 0 ? sent < requests : System.nanoTime() < end,
                        each)
                .rows();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    /// The code around the kernels, which has no peer.
    private static final class FrameworkPart implements Part {
        @Override
        public List<Row> rows(Path folder) throws Exception {
            return new FrameworkBench(folder).rows();
        }

        @Override
        public List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each)
                throws Exception {
            List<Row> rows = rows(folder);
            rows.forEach(each);
            return rows;
        }
    }

    /// The dashboard, which takes minutes: each row is reported as soon as it is measured.
    private static final class DashboardPart implements Part {
        @Override
        public List<Row> rows(Path folder) {
            throw new IllegalStateException("this part needs a listener");
        }

        @Override
        public List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each)
                throws Exception {
            if (against != null) {
                throw new IllegalArgumentException("the dashboard has no peer");
            }
            return new DashboardBench(folder, each).rows();
        }
    }

    /// A page that follows running trials, for minutes.
    private static final class DashboardLivePart implements Part {
        @Override
        public List<Row> rows(Path folder) {
            throw new IllegalStateException("this part needs a listener");
        }

        @Override
        public List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each)
                throws Exception {
            // A separate folder, without the data of an earlier run.
            Path own = Files.createTempDirectory(folder, "live");
            try {
                List<Row> rows = DashboardLive.rows(own, minutes);
                rows.forEach(each);
                return rows;
            } finally {
                remove(own);
            }
        }
    }

    /// A server under load for minutes.
    private static final class SoakPart implements Part {
        @Override
        public List<Row> rows(Path folder) {
            throw new IllegalStateException("this part needs a listener");
        }

        @Override
        public List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each)
                throws Exception {
            if (against != null) {
                throw new IllegalArgumentException("the soak has no peer");
            }
            return new SoakBench(folder, minutes, each).rows();
        }
    }

    /// The tiles of the kernels' products, which have no peer.
    private static final class TilePart implements Part {
        @Override
        public List<Row> rows(Path folder) {
            throw new IllegalStateException("this part needs a listener");
        }

        @Override
        public List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each) {
            return TileBench.run(
                            BenchOptions.defaults(false), row -> each.accept(KernelPart.row(row)))
                    .stream()
                    .map(KernelPart::row)
                    .toList();
        }
    }

    /// A device's backend, if there is one, beside PyTorch on the same GPU.
    private static final class DevicePart implements Part {
        @Override
        public List<Row> rows(Path folder) {
            throw new IllegalStateException("this part needs a listener");
        }

        @Override
        public List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each) {
            try {
                return DeviceBench.run(against != null, each);
            } catch (PeerException e) {
                throw new BenchUnavailable(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /// The kernels, with their own benchmark.
    private static final class KernelPart implements Part {
        @Override
        public List<Row> rows(Path folder) {
            throw new IllegalStateException("this part needs a listener");
        }

        @Override
        public List<Row> rows(
                Path folder, @Nullable String against, int minutes, Consumer<Row> each) {
            if (against != null && !against.equals("torch")) {
                throw new IllegalArgumentException(
                        "the kernels' peer is torch, not '%s'".formatted(against));
            }
            try {
                return KernelBench.run(
                                BenchOptions.defaults(against != null),
                                row -> each.accept(row(row)))
                        .stream()
                        .map(KernelPart::row)
                        .toList();
            } catch (PeerException e) {
                throw new BenchUnavailable(String.valueOf(e.getMessage()), e);
            }
        }

        private static Row row(io.tunebook.bench.kernels.KernelRow r) {
            return new Row(
                    r.name(),
                    r.value(),
                    r.unit(),
                    Double.isNaN(r.ratio()) ? null : r.ratio(),
                    r.against(),
                    Double.isNaN(r.bar()) ? null : r.bar(),
                    r.ok());
        }
    }
}
