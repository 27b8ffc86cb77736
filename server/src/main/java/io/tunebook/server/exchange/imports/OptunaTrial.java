package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.events.wire.UnpairedSurrogates;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Collects a trial while its storage is read.
final class OptunaTrial {
    static final int RUNNING = 0;
    static final int COMPLETE = 1;
    static final int PRUNED = 2;
    static final int FAIL = 3;
    static final int WAITING = 4;

    final int number;
    int state = RUNNING;
    @Nullable Long started;
    @Nullable Long completed;
    double[] values = {};
    final Map<String, OptunaDistribution> distributions = new LinkedHashMap<>();
    final Map<String, String> params = new LinkedHashMap<>();
    final Map<String, JsonNode> userAttributes = new LinkedHashMap<>();
    final Map<String, JsonNode> systemAttributes = new LinkedHashMap<>();

    /// By step, in the order in which the steps were first reported.
    final Map<Long, Double> intermediate = new LinkedHashMap<>();

    OptunaTrial(int number) {
        this.number = number;
    }

    boolean finished() {
        return state == COMPLETE || state == PRUNED || state == FAIL;
    }

    void param(String name, double internal, OptunaDistribution distribution) {
        distributions.put(name, distribution);
        params.put(name, distribution.text(internal));
    }

    /// @param metrics the names of the objectives
    ParsedRun run(String study, List<String> metrics, SkippedItems skips) {
        Map<String, String> tags = new TreeMap<>();
        attributes("user_attr/", userAttributes, tags, skips);
        attributes("system_attr/", systemAttributes, tags, skips);
        long ended = completed == null ? 0 : completed;
        Map<String, String> known = new LinkedHashMap<>();
        params.forEach((key, text) -> known.put(TextLimits.key(key), text));
        return new ParsedRun(
                "%s-%d".formatted(study, number),
                "trial %d".formatted(number),
                "",
                started == null ? ended : started,
                known,
                tags,
                curves(metrics, ended),
                end(),
                completed,
                why());
    }

    private static void attributes(
            String prefix,
            Map<String, JsonNode> from,
            Map<String, String> tags,
            SkippedItems skips) {
        from.forEach(
                (key, value) -> TextLimits.put(tags, prefix + key, OptunaJson.text(value), skips));
    }

    private List<Measurements> curves(List<String> metrics, long time) {
        List<Measurements> curves = new ArrayList<>();
        if (!intermediate.isEmpty()) {
            curves.add(
                    Measurements.untimed(
                            "intermediate_value",
                            intermediate.keySet().stream().mapToLong(s -> s).toArray(),
                            intermediate.values().stream().mapToDouble(v -> v).toArray()));
        }
        long last = intermediate.keySet().stream().mapToLong(s -> s).max().orElse(0);
        for (int i = 0; i < values.length && i < metrics.size(); i++) {
            curves.add(
                    new Measurements(
                            metrics.get(i),
                            new long[] {last},
                            new long[] {time},
                            new double[] {values[i]}));
        }
        return curves;
    }

    private End end() {
        return switch (state) {
            case COMPLETE -> End.FINISHED;
            case PRUNED -> End.KILLED;
            case FAIL -> End.FAILED;
            default -> End.RUNNING;
        };
    }

    private String why() {
        if (state == PRUNED) {
            return intermediate.isEmpty()
                    ? "pruned by Optuna"
                    : "pruned by Optuna at step %d"
                            .formatted(
                                    intermediate.keySet().stream()
                                            .mapToLong(s -> s)
                                            .max()
                                            .orElse(0));
        }
        JsonNode reason = systemAttributes.get("fail_reason");
        return state != FAIL
                ? ""
                : reason == null
                        ? "failed in Optuna"
                        : "failed in Optuna: " + UnpairedSurrogates.replaced(reason.asString());
    }
}
