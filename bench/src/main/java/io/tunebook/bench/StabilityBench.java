package io.tunebook.bench;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Stability;
import io.tunebook.server.training.run.StabilityProbe;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The learning rate at which training on the demo's digits and network becomes unstable, and the
/// effect of warmup and clipping (PB-60 to PB-65).
final class StabilityBench {
    private static final int STEPS = 500;

    private StabilityBench() {}

    static List<Row> rows() {
        Stability found =
                StabilityProbe.of(
                        StudyData.parse("digits rows=10000 seed=1"),
                        new Configuration(
                                Map.of(
                                        "optimizer", new Value.Text("nesterov"),
                                        "steps", new Value.Int(1_000))),
                        STEPS,
                        TrainingEnvironment.onCpu());
        List<Row> rows = new ArrayList<>();
        for (Stability.Rate r : found.rates()) {
            rows.add(
                    Row.plain(
                            "loss at learning rate %.1e, %s".formatted(r.rate(), word(r.verdict())),
                            r.loss(),
                            "nats"));
        }
        known(rows, "best learning rate", found.best(), "");
        known(rows, "unstable from", found.unstable(), "");
        Stability.Norms norms = found.norms();
        if (norms != null) {
            rows.add(Row.plain("median gradient norm", norms.median(), ""));
            rows.add(Row.plain("clip gradients at", norms.ninetieth(), ""));
        }
        for (Stability.Warmup w : found.warmups()) {
            rows.add(
                    Row.plain(
                            "warmup to %.1e, %s".formatted(w.rate(), word(w.verdict())),
                            w.length(),
                            "steps"));
        }
        Stability.ClippingRun clipped = found.clipped();
        if (clipped != null) {
            rows.add(
                    Row.plain(
                            "clipped at the unstable rate, " + word(clipped.verdict()),
                            100 * clipped.share(),
                            "% of steps"));
        }
        return rows;
    }

    private static String word(Stability.Verdict verdict) {
        return switch (verdict) {
            case STABLE -> "stable";
            case UNSTABLE -> "unstable";
            case DIVERGED -> "diverged";
        };
    }

    private static void known(List<Row> rows, String name, double value, String unit) {
        if (!Double.isNaN(value)) {
            rows.add(Row.plain(name, value, unit));
        }
    }
}
