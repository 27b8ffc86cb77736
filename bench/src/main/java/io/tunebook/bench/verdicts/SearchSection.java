package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.server.playbook.search.Observation;
import io.tunebook.server.playbook.search.Sampler;
import io.tunebook.server.playbook.search.Search;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;

/// The Bayesian search on a noisy function with infeasible regions, against recorded regrets of
/// Optuna's samplers for the same seeds (docs/search/optuna_noisy.py), and the time of one proposal
/// among a thousand trials.
final class SearchSection implements Section {
    private static final String PEERS = "optuna_noisy.csv";
    private static final int TRIALS = 60;
    private static final int SEEDS = 20;
    private static final int MANY = 1_000;
    private static final double MAX_CPU_SECONDS = 2;

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        Map<String, double[]> peers = peers();
        int seeds = Math.clamp(Math.round(SEEDS * settings.scale()), 2, SEEDS);
        for (String noise : List.of("0", "0.1", "0.3")) {
            double[] ours =
                    IntStream.range(0, seeds)
                            .parallel()
                            .mapToDouble(i ->
                                    NoisyHartmann.regret(
                                            Double.parseDouble(noise),
                                            Settings.DEFAULT_SEED + i,
                                            TRIALS))
                            .toArray();
            compare(noise, ours, peers, rows);
        }
        rows.accept(
                Row.valueAtMost(
                        "PB-41 CPU time of a proposal, %,d trials".formatted(MANY),
                        proposalSeconds(settings.seed()),
                        "s",
                        MAX_CPU_SECONDS));
    }

    private static void compare(
            String noise, double[] ours, Map<String, double[]> peers, Consumer<Row> rows) {
        double[] tpe = Objects.requireNonNull(peers.get("TPE," + noise));
        double[] gp = Objects.requireNonNull(peers.get("GP," + noise));
        String name = "PB-41 regret, noise %s: ".formatted(noise);
        rows.accept(Row.plain(name + "Tunebook", mean(ours), ""));
        rows.accept(Row.plain(name + "Optuna TPE", mean(tpe), ""));
        rows.accept(Row.plain(name + "Optuna GP", mean(gp), ""));
        double[] better = mean(tpe) < mean(gp) ? tpe : gp;
        double[] differences = new double[ours.length];
        for (int i = 0; i < ours.length; i++) {
            differences[i] = ours[i] - better[i];
        }
        double half =
                new TDistribution(ours.length - 1).inverseCumulativeProbability(0.975)
                        * deviation(differences)
                        / Math.sqrt(ours.length);
        double difference = mean(differences);
        rows.accept(Row.plain(name + "difference to the better", difference, ""));
        rows.accept(Row.valueAtMost(name + "its 95% interval from", difference - half, "", 0));
        rows.accept(Row.plain(name + "its 95% interval to", difference + half, ""));
    }

    /// The mean of three proposals after a first one.
    private static double proposalSeconds(long seed) {
        Search search =
                new Search(
                        NoisyHartmann.SPACE,
                        new Algorithm(Algorithm.Kind.BAYESIAN, seed),
                        2 * MANY);
        Sampler sampler =
                new Sampler(
                        NoisyHartmann.SPACE, new Algorithm(Algorithm.Kind.SOBOL, seed), 2 * MANY);
        SplittableRandom random = Rate.random(seed, 0);
        List<Observation> known = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            known.add(NoisyHartmann.observed(sampler.configuration(i), 0.3, random));
        }
        var threads = ManagementFactory.getThreadMXBean();
        double seconds = 0;
        for (int i = 0; i < 4; i++) {
            long before = threads.getCurrentThreadCpuTime();
            Configuration c = search.point(MANY + i, known);
            seconds += i == 0 ? 0 : (threads.getCurrentThreadCpuTime() - before) / 1e9 / 3;
            known.add(NoisyHartmann.observed(c, 0.3, random));
        }
        return seconds;
    }

    /// The regrets of each sampler and noise, in the order of the seeds.
    private static Map<String, double[]> peers() {
        Map<String, List<Double>> regrets = new HashMap<>();
        try (InputStream in =
                Objects.requireNonNull(SearchSection.class.getResourceAsStream(PEERS), PEERS)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                String[] cells = line.split(",", -1);
                regrets.computeIfAbsent(
                                String.format(Locale.ROOT, "%s,%s", cells[0], cells[1]),
                                _ -> new ArrayList<>())
                        .add(Double.valueOf(cells[3]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, double[]> all = new HashMap<>();
        regrets.forEach(
                (k, v) -> all.put(k, v.stream().mapToDouble(Double::doubleValue).toArray()));
        return all;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double v : values) {
            sum += (v - mean) * (v - mean);
        }
        return Math.sqrt(sum / (values.length - 1));
    }
}
