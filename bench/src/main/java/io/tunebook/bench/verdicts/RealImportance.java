package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Importance;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.Sensitivity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The advice on real trials: 60 of DeBERTa and 60 of DeBERTaV3, with the model as the scientific
/// hyperparameter (data of N. Lourie, K. Cho, H. He).
final class RealImportance {
    private static final Parameter MODEL =
            Parameter.always(
                    "model",
                    new Domain.Categorical(
                            List.of(
                                    new Value.Text("deberta-base"),
                                    new Value.Text("deberta-v3-base"))));
    private static final List<Parameter> PARAMETERS =
            List.of(
                    MODEL,
                    Parameter.always("learning_rate", new Domain.Log(1e-6, 1e-3)),
                    Parameter.always("num_train_epochs", new Domain.Int(1, 4)),
                    Parameter.always("train_batch_size", new Domain.Int(16, 64)),
                    Parameter.always("warmup", new Domain.Linear(0, 0.6)),
                    Parameter.always("cls_drop_out", new Domain.Linear(0, 0.3)));
    private static final int EACH = 60;

    private final Settings settings;

    RealImportance(Settings settings) {
        this.settings = settings;
    }

    private record RealTrial(Map<String, Value> values, double accuracy) {}

    void run(Consumer<Row> rows) {
        Path data = settings.data();
        if (data == null || !Files.isDirectory(data.resolve("tuning"))) {
            rows.accept(Row.plain("importance on real trials: SKIPPED, no --data", 0, "draws"));
            return;
        }
        List<List<RealTrial>> models =
                List.of(read(data, "deberta-base"), read(data, "deberta-v3-base"));
        int draws = settings.draws(100);
        rows.accept(
                Rate.of(
                                draws,
                                settings.seed(),
                                random ->
                                        findings(models, random).stream()
                                                .anyMatch(f ->
                                                        f.next().matches("Fix .*\\bmodel\\b.*")))
                        .atMost("importance, DeBERTa's model is to be fixed, 120 trials", 0));
        rows.accept(
                Rate.of(
                                draws,
                                settings.seed(),
                                random ->
                                        findings(models, random)
                                                .getFirst()
                                                .sentence()
                                                .contains("learning_rate matters most"))
                        .atLeast(
                                "importance, DeBERTa's learning rate matters most, 120 trials",
                                95));
    }

    private static List<Finding> findings(List<List<RealTrial>> models, SplittableRandom random) {
        SimulatedStudy study =
                new SimulatedStudy(
                                new Objective("accuracy", Objective.Direction.MAXIMIZE),
                                PARAMETERS,
                                Set.of("model"))
                        .study("s", Configuration.EMPTY, new SearchSpace(PARAMETERS), 2 * EACH);
        for (List<RealTrial> trials : models) {
            List<RealTrial> left = new ArrayList<>(trials);
            for (int i = 0; i < EACH; i++) {
                RealTrial t = left.remove(random.nextInt(left.size()));
                study.completed("s", t.values(), t.accuracy());
            }
        }
        Sample sample = study.sample("s");
        return Sensitivity.of(study.round().roles(), sample, Importance.of(sample));
    }

    private static List<RealTrial> read(Path data, String model) {
        Path file = data.resolve("tuning").resolve(model + ".jsonl.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> trial(JsonMapper.shared().readTree(line), model))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static RealTrial trial(JsonNode json, String model) {
        JsonNode curve = json.get("learning_curves").get("matched");
        double best = 0;
        for (JsonNode point : curve) {
            best = Math.max(best, point.get(1).asDouble());
        }
        double epoch =
                json.get("total_model_steps").asDouble() / json.get("num_train_epochs").asDouble();
        return new RealTrial(
                Map.of(
                        "model", new Value.Text(model),
                        "learning_rate", new Value.Real(json.get("learning_rate").asDouble()),
                        "num_train_epochs", new Value.Int(json.get("num_train_epochs").asLong()),
                        "train_batch_size", new Value.Int(json.get("train_batch_size").asLong()),
                        "warmup",
                                new Value.Real(
                                        Math.min(0.6, json.get("warmup_steps").asDouble() / epoch)),
                        "cls_drop_out", new Value.Real(json.get("cls_drop_out").asDouble())),
                best);
    }
}
