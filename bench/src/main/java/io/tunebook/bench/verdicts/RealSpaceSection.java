package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Boundary;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.Threshold;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PB-25 and PB-26 on 512 real trainings of ConvNeXt-tiny, of which 224 diverged.
final class RealSpaceSection implements Section {
    private static final Objective ERROR = new Objective("validation/error", Direction.MINIMIZE);
    private static final int DRAWS = 1000;

    private static final SearchSpace SPACE =
            new SearchSpace(
                    List.of(
                            Parameter.always("epochs", new Domain.Int(20, 100)),
                            Parameter.always(
                                    "batch_size",
                                    new Domain.Categorical(
                                            List.of(
                                                    new Value.Int(128),
                                                    new Value.Int(256),
                                                    new Value.Int(512),
                                                    new Value.Int(1024)))),
                            Parameter.always("learning_rate", new Domain.Log(5e-3, 50)),
                            Parameter.always("warmup_fraction", new Domain.Linear(0, 1)),
                            Parameter.always("momentum", new Domain.Linear(0.7, 1)),
                            Parameter.always("weight_decay", new Domain.Log(1e-6, 1e-3)),
                            Parameter.always("label_smoothing", new Domain.Linear(0, 0.5))));

    /// @param error the least; null when the training diverged
    private record Training(Map<String, Value> values, @Nullable Double error) {}

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        Path file =
                settings.data() == null
                        ? null
                        : settings.data().resolve("tuning").resolve("convnext-tiny.jsonl.gz");
        if (file == null || !Files.isRegularFile(file)) {
            rows.accept(Row.plain("real ConvNeXt: skipped, name the data by --data", 0, "trials"));
            return;
        }
        List<Training> all = read(file);
        edges(settings, all, rows);
        for (int trials : new int[] {24, 48}) {
            Rate rate =
                    Rate.of(
                            settings.draws(DRAWS),
                            settings.seed() + 2000 + trials,
                            r -> namesRates(Threshold.of(sample(all, trials, r))));
            String name = "PB-26 found, real ConvNeXt, %d trials, learning rate".formatted(trials);
            rows.accept(trials == 48 ? rate.atLeast(name, 80) : rate.plain(name));
        }
    }

    private static boolean namesRates(@Nullable Threshold t) {
        return t != null
                && t.parameter().name().equals("learning_rate")
                && t.above() != null
                && t.above() >= 0.5
                && t.above() <= 3;
    }

    private static void edges(Settings settings, List<Training> all, Consumer<Row> rows) {
        int draws = settings.draws(DRAWS);
        Map<String, LongAdder> named = new ConcurrentHashMap<>();
        IntStream.range(0, draws)
                .parallel()
                .forEach(i -> {
                    Sample sample = sample(all, 60, Rate.random(settings.seed() + 2000, i));
                    for (Boundary.Edge e : Boundary.edges(sample)) {
                        if (e.tooNarrow()) {
                            named.computeIfAbsent(
                                            e.parameter().name()
                                                    + (e.upper() ? " upper" : " lower"),
                                            _ -> new LongAdder())
                                    .increment();
                        }
                    }
                });
        for (Parameter p : SPACE.parameters()) {
            for (String side : List.of("lower", "upper")) {
                LongAdder hits = named.getOrDefault(p.name() + " " + side, new LongAdder());
                Rate rate = new Rate(hits.sum(), draws);
                String what = "real ConvNeXt, 60 trials, %s %s".formatted(p.name(), side);
                switch (p.name()) {
                    case "weight_decay" ->
                            rows.accept(
                                    side.equals("lower")
                                            ? rate.atLeast("PB-25 found, " + what, 35)
                                            : rate.plain("PB-25 named, " + what));
                    case "momentum", "label_smoothing" ->
                            rows.accept(rate.atMost("PB-25 false alarm, " + what, 5));
                    default -> rows.accept(rate.plain("PB-25 named, " + what));
                }
            }
        }
    }

    /// Trials drawn without replacement.
    private static Sample sample(List<Training> all, int trials, SplittableRandom random) {
        List<Training> rest = new ArrayList<>(all);
        SimulatedStudy study = SimulatedStudy.of(ERROR, SPACE, trials);
        for (int i = 0; i < trials; i++) {
            Training t = rest.remove(random.nextInt(rest.size()));
            if (t.error() == null) {
                study.infeasible("s", t.values());
            } else {
                study.completed("s", t.values(), t.error());
            }
        }
        return study.sample("s");
    }

    private static List<Training> read(Path file) {
        JsonMapper mapper = JsonMapper.builder().build();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> training(mapper.readTree(line))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Training training(JsonNode trial) {
        Map<String, Value> values = new TreeMap<>();
        values.put("epochs", new Value.Int(trial.get("epochs").asLong()));
        values.put("batch_size", new Value.Int(trial.get("batch_size").asLong()));
        values.put("learning_rate", new Value.Real(trial.get("lr").asDouble()));
        values.put(
                "warmup_fraction",
                new Value.Real(
                        trial.get("lr_peak_epoch").asDouble() / trial.get("epochs").asDouble()));
        values.put("momentum", new Value.Real(trial.get("momentum").asDouble()));
        values.put("weight_decay", new Value.Real(trial.get("weight_decay").asDouble()));
        values.put("label_smoothing", new Value.Real(trial.get("label_smoothing").asDouble()));
        double best = 0;
        for (JsonNode epoch : trial.get("learning_curve")) {
            best = Math.max(best, epoch.get("top_1").asDouble());
        }
        boolean diverged = trial.get("nan_train_loss").asBoolean();
        return new Training(values, diverged ? null : 1 - best);
    }
}
