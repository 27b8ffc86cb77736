package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Configuration;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Importance;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.Sensitivity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Importance and interactions of hyperparameters (PB-15).
///
/// A share is of the variance of the signal under the search distribution; the largest error is
/// that of the hyperparameter whose share is furthest from the true one.
final class ImportanceSection implements Section {
    private static final Objective OBJECTIVE = new Objective("loss", Objective.Direction.MINIMIZE);
    private static final int DRAWS = 200;
    private static final int PEER_DRAWS = 8;
    private static final int TRIALS = 120;
    private static final double MAX_ERROR = 0.12;

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        noise(settings, rows);
        errors(settings, rows);
        interactions(settings, rows);
        fixed(settings, rows);
        new RealImportance(settings).run(rows);
    }

    private static void noise(Settings settings, Consumer<Row> rows) {
        int[][] cases = {{1, 10}, {6, 10}, {6, 24}, {10, 24}, {6, 60}, {10, 120}};
        for (int[] c : cases) {
            KnownFunction f = KnownFunctions.noise(c[0]);
            rows.accept(
                    Rate.of(
                                    settings.draws(DRAWS),
                                    settings.seed(),
                                    random ->
                                            advises(
                                                    study(
                                                            f,
                                                            c[1],
                                                            SplittableRandom::nextGaussian,
                                                            random)))
                            .atMost(
                                    "importance known on pure noise, %d dimensions, %d trials"
                                            .formatted(c[0], c[1]),
                                    5));
        }
    }

    private static void errors(Settings settings, Consumer<Row> rows) {
        try (OptunaImportance peer = OptunaImportance.start()) {
            if (peer == null) {
                rows.accept(
                        Row.plain(
                                "importance against Optuna: SKIPPED, no Python with optuna (set PYTHON)",
                                0,
                                "draws"));
            }
            for (var e : KnownFunctions.all().entrySet()) {
                error(e.getKey(), e.getValue(), peer, settings, rows);
            }
        }
    }

    private static void error(
            String name,
            KnownFunction f,
            @Nullable OptunaImportance peer,
            Settings settings,
            Consumer<Row> rows) {
        int draws = settings.draws(peer == null ? 100 : PEER_DRAWS);
        double sd = 0.2 * Math.sqrt(f.variance());
        Reading[] own = {new Reading(f.shares()), new Reading(normalized(f, f.shares()))};
        Reading[] theirs = {new Reading(f.shares()), new Reading(normalized(f, f.shares()))};
        for (int i = 0; i < draws; i++) {
            Sample sample =
                    study(f, TRIALS, r -> sd * r.nextGaussian(), Rate.random(settings.seed(), i));
            Map<String, Double> shares = shares(Importance.of(sample));
            own[0].add(shares);
            own[1].add(normalized(f, shares));
            if (peer != null) {
                OptunaImportance.Shares rated =
                        peer.shares(
                                f.parameters(),
                                sample.completed().stream()
                                        .map(t -> t.configuration().values())
                                        .toList(),
                                sample.values(),
                                i);
                theirs[0].add(rated.raw());
                theirs[1].add(rated.normalized());
            }
        }
        String row = "importance, largest error of a share: " + name;
        rows.accept(Row.valueAtMost(row, own[0].error() / draws, "", MAX_ERROR));
        if (peer != null) {
            // Both readings of Optuna's shares; the row has the one in which Optuna is closer.
            int r = own[0].error() / theirs[0].error() > own[1].error() / theirs[1].error() ? 0 : 1;
            rows.accept(
                    Row.atMost(
                            row + ", against Optuna",
                            own[r].error() / draws,
                            "",
                            own[r].error() / theirs[r].error(),
                            String.format(
                                    Locale.ROOT,
                                    "%s fANOVA, %.3f %s",
                                    peer.version(),
                                    theirs[r].error() / draws,
                                    r == 0 ? "of the signal" : "normalized"),
                            1));
        }
    }

    /// The sum of the largest errors against the true shares.
    private static final class Reading {
        private final Map<String, Double> truth;
        private double sum;

        Reading(Map<String, Double> truth) {
            this.truth = truth;
        }

        void add(Map<String, Double> shares) {
            sum += worst(truth, shares);
        }

        double error() {
            return sum;
        }
    }

    /// The shares of single hyperparameters without a condition, so that they sum to 1.
    private static Map<String, Double> normalized(KnownFunction f, Map<String, Double> shares) {
        Map<String, Double> normalized = new HashMap<>(shares);
        List<String> always =
                f.parameters().stream().filter(p -> p.when() == null).map(Parameter::name).toList();
        double sum = always.stream().mapToDouble(n -> shares.getOrDefault(n, 0.0)).sum();
        for (String name : always) {
            normalized.put(name, shares.getOrDefault(name, 0.0) / (sum == 0 ? 1 : sum));
        }
        return normalized;
    }

    private static Map<String, Double> shares(Importance importance) {
        Map<String, Double> shares = new HashMap<>();
        for (Importance.Share s : importance.single()) {
            shares.put(s.parameters().getFirst().replaceAll("\\[.*", ""), s.share());
        }
        return shares;
    }

    private static double worst(Map<String, Double> truth, Map<String, Double> shares) {
        return truth.entrySet().stream()
                .mapToDouble(e -> Math.abs(e.getValue() - shares.getOrDefault(e.getKey(), 0.0)))
                .max()
                .orElseThrow();
    }

    private static void interactions(Settings settings, Consumer<Row> rows) {
        KnownFunction additive = KnownFunctions.additive();
        double sd = 0.5 * Math.sqrt(additive.variance());
        KnownFunction product = KnownFunctions.additive().productOf("rate", "decay", 0.2);
        KnownFunction chosen = KnownFunctions.additive().productOf("rate", "activation", 0.2);
        KnownFunction cliff = KnownFunctions.cliff();
        int draws = settings.draws(DRAWS);
        for (int n : new int[] {24, 60, 200}) {
            rows.accept(
                    rate(additive, n, sd, draws, settings, s -> !together(s).isEmpty())
                            .atMost(
                                    "interaction found in an additive function, %d trials"
                                            .formatted(n),
                                    5));
            rows.accept(
                    Rate.of(
                                    draws,
                                    settings.seed(),
                                    random -> !together(uneven(cliff, n, random)).isEmpty())
                            .atMost(
                                    "interaction found in an additive cliff with uneven noise, %d trials"
                                            .formatted(n),
                                    5));
            Rate found =
                    rate(
                            product,
                            n,
                            sd,
                            draws,
                            settings,
                            s ->
                                    together(s).contains("decay and rate")
                                            || together(s).contains("rate and decay"));
            String name = "interaction of 20%% found, %d trials".formatted(n);
            rows.accept(n == 24 ? found.plain(name) : found.atLeast(name, n == 60 ? 60 : 90));
            rows.accept(
                    rate(
                                    chosen,
                                    n,
                                    sd,
                                    draws,
                                    settings,
                                    s -> together(s).contains("rate and activation"))
                            .plain(
                                    "interaction of 20%% with a choice of 4 found, %d trials"
                                            .formatted(n)));
        }
    }

    private static void fixed(Settings settings, Consumer<Row> rows) {
        KnownFunction f = KnownFunctions.additive();
        KnownFunction small = KnownFunctions.small();
        for (int n : new int[] {24, 60, 120}) {
            for (double noise : new double[] {0.2, 0.5}) {
                double sd = noise * Math.sqrt(f.variance());
                rows.accept(
                        rate(
                                        small,
                                        n,
                                        sd,
                                        settings.draws(DRAWS),
                                        settings,
                                        s -> fixes(s, "momentum"))
                                .atMost(
                                        "importance, a share of 10%% is to be fixed, noise %s, %d trials"
                                                .formatted(noise, n),
                                        5));
            }
            double sd = 0.2 * Math.sqrt(f.variance());
            rows.accept(
                    rate(f, n, sd, settings.draws(DRAWS), settings, s -> fixes(s, "dropout"))
                            .plain(
                                    "importance, a share of 0%% is to be fixed, %d trials"
                                            .formatted(n)));
        }
    }

    private static Rate rate(
            KnownFunction f,
            int trials,
            double sd,
            int draws,
            Settings settings,
            Predicate<Sample> is) {
        return Rate.of(
                draws,
                settings.seed(),
                random -> is.test(study(f, trials, r -> sd * r.nextGaussian(), random)));
    }

    private static Sample study(
            KnownFunction f,
            int trials,
            ToDoubleFunction<SplittableRandom> noise,
            SplittableRandom random) {
        SimulatedStudy study = begun(f, trials);
        for (int i = 0; i < trials; i++) {
            Map<String, Value> values = f.draw(random);
            study.completed("s", values, f.at(values) + noise.applyAsDouble(random));
        }
        return study.sample("s");
    }

    private static SimulatedStudy begun(KnownFunction f, int trials) {
        return new SimulatedStudy(OBJECTIVE, f.space().varying(), Set.of())
                .study("s", Configuration.EMPTY, f.space(), trials);
    }

    /// With noise that is three times as large behind the cliff.
    private static Sample uneven(KnownFunction f, int trials, SplittableRandom random) {
        double sd = 0.25 * Math.sqrt(f.variance());
        SimulatedStudy study = begun(f, trials);
        for (int i = 0; i < trials; i++) {
            Map<String, Value> values = f.draw(random);
            double times = values.get("warmup") instanceof Value.Real(double x) && x > 1.5 ? 3 : 1;
            study.completed("s", values, f.at(values) + times * sd * random.nextGaussian());
        }
        return study.sample("s");
    }

    static List<Finding> findings(Sample sample) {
        return Sensitivity.of(List.of(), sample, Importance.of(sample));
    }

    private static boolean advises(Sample sample) {
        return findings(sample).stream().anyMatch(f -> f.verdict() != Finding.Verdict.UNKNOWN);
    }

    /// The pairs that are to be tuned together.
    private static List<String> together(Sample sample) {
        List<String> pairs = new ArrayList<>();
        for (Finding f : findings(sample)) {
            String label = f.label();
            if (label.endsWith(" together")) {
                pairs.add(label.substring("Tune ".length(), label.length() - " together".length()));
            }
        }
        return pairs;
    }

    private static boolean fixes(Sample sample, String name) {
        return findings(sample).stream()
                .map(Finding::next)
                .anyMatch(
                        next -> next.startsWith("Fix ") && next.matches(".*\\b" + name + "\\b.*"));
    }
}
