package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Curve;
import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.ChanceLevel;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import io.tunebook.server.playbook.analysis.Sample;
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
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real trainings: which DeBERTa trials never leave chance, and which learn and fall back to it.
///
/// The truth is read from the accuracies: chance is below 0.4 (always guessing one of the three
/// classes gives 0.318, 0.327 or 0.354).
final class RealCurvesSection implements Section {
    private static final Objective ACCURACY =
            new Objective("validation/accuracy", Direction.MAXIMIZE);
    private static final SearchSpace RATES =
            new SearchSpace(
                    List.of(new Parameter("learning_rate", new Domain.Log(1e-6, 1e-3), null)));
    private static final double CHANCE = 0.4;
    private static final int STUDIES = 20;

    /// @param values of the accuracy, in the order of the steps
    private record Training(long[] steps, float[] values) {
        double best() {
            double best = values[0];
            for (float v : values) {
                best = Math.max(best, v);
            }
            return best;
        }

        Kind truth() {
            return best() < CHANCE
                    ? Kind.NO_PROGRESS
                    : values[values.length - 1] < CHANCE ? Kind.COLLAPSED : Kind.SETTLED;
        }
    }

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        Path folder = settings.data() == null ? null : settings.data().resolve("tuning");
        if (folder == null || !Files.isDirectory(folder)) {
            rows.accept(Row.plain("real curves: skipped, name the data by --data", 0, "trials"));
            return;
        }
        List<Training> trainings = new ArrayList<>();
        trainings.addAll(read(folder.resolve("deberta-base.jsonl.gz")));
        trainings.addAll(read(folder.resolve("deberta-v3-base.jsonl.gz")));
        for (int trials : new int[] {24, 60, 256}) {
            subsamples(settings, trainings, trials, rows);
        }
    }

    private static void subsamples(
            Settings settings, List<Training> all, int trials, Consumer<Row> rows) {
        int[] collapsed = new int[2];
        int[] never = new int[2];
        int[] healthy = new int[2];
        for (int draw = 0; draw < settings.draws(STUDIES * 10); draw++) {
            SplittableRandom random = Rate.random(settings.seed() + trials, draw);
            List<Training> drawn = new ArrayList<>();
            for (int i = 0; i < trials; i++) {
                drawn.add(all.get(random.nextInt(all.size())));
            }
            Map<String, Kind> kinds = kinds(drawn);
            for (int i = 0; i < trials; i++) {
                Kind kind = kinds.get("s-t" + i);
                Kind truth = drawn.get(i).truth();
                int[] counted =
                        truth == Kind.COLLAPSED
                                ? collapsed
                                : truth == Kind.NO_PROGRESS ? never : healthy;
                counted[0]++;
                counted[1] +=
                        truth == Kind.SETTLED ? (kind == null ? 0 : 1) : kind == truth ? 1 : 0;
            }
        }
        String of = "of %d DeBERTa trials".formatted(trials);
        rows.accept(new Rate(collapsed[1], collapsed[0]).atLeast("collapsed found, " + of, 90));
        rows.accept(new Rate(never[1], never[0]).atLeast("never above chance found, " + of, 90));
        rows.accept(
                new Rate(healthy[1], healthy[0])
                        .atMost("healthy trials called collapsed or at chance, " + of, 1));
    }

    private static Map<String, Kind> kinds(List<Training> drawn) {
        SimulatedStudy study = SimulatedStudy.of(ACCURACY, RATES, drawn.size());
        for (Training t : drawn) {
            study.completed(
                    "s",
                    Map.of("learning_rate", new Value.Real(1e-4)),
                    t.best(),
                    new Curve(t.steps(), List.of(ACCURACY.metric()), new float[][] {t.values()}));
        }
        Sample sample = study.sample("s");
        return ChanceLevel.useless(ACCURACY, sample.completed(), study.snapshot().curves());
    }

    private static List<Training> read(Path file) {
        JsonMapper mapper = JsonMapper.builder().build();
        List<Training> trainings = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode points = mapper.readTree(line).get("learning_curves").get("matched");
                long[] steps = new long[points.size()];
                float[] values = new float[points.size()];
                for (int i = 0; i < steps.length; i++) {
                    steps[i] = points.get(i).get(0).asLong();
                    values[i] = (float) points.get(i).get(1).asDouble();
                }
                trainings.add(new Training(steps, values));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return trainings;
    }
}
