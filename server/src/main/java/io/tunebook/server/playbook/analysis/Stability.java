package io.tunebook.server.playbook.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of a stability probe of training (PB-60 to PB-65), and what to try, with numbers.
///
/// @param rates the sweep over learning rates, ascending (PB-60)
/// @param best the rate with the lowest loss; NaN when none trained
/// @param unstable the lowest rate above the best at which training was unstable; NaN when none was
/// @param multiples of the best rate, trained longer and measured at every step (PB-62)
/// @param norms of the unclipped gradient at the best rate (PB-61); null when the run was too short
/// @param warmups at ten times the unstable rate, the shortest first, up to the first that was
///   stable (PB-64); empty when nothing was unstable
/// @param clipped at the unstable rate, with gradients clipped at the 90th percentile of the norms
///   (PB-65); null when nothing was unstable
/// @param sentences the results and what to do, each with its rule
public record Stability(
        List<Rate> rates,
        double best,
        double unstable,
        List<Rate> multiples,
        @Nullable Norms norms,
        List<Warmup> warmups,
        @Nullable ClippingRun clipped,
        List<String> sentences) {
    /// The share of clipped updates above which the rate is too high (PB-65).
    private static final double MAX_CLIPPED = 0.5;

    private static final int MIN_NORMS = 20;
    private static final int BINS = 24;

    /// A run with one learning rate.
    ///
    /// @param loss the mean training loss over the last tenth of the steps; NaN when it diverged
    /// @param highest the highest training loss after the first tenth
    /// @param steps that were trained
    /// @param verdict the outcome
    public record Rate(double rate, double loss, double highest, int steps, Verdict verdict) {}

    /// The outcome of a run.
    public enum Verdict {
        STABLE,
        /// The loss ended above its first value, or rose above it during training.
        UNSTABLE,
        DIVERGED
    }

    /// @param length in steps
    public record Warmup(int length, double rate, Verdict verdict, double loss) {}

    /// @param threshold of the gradient's L2 norm
    /// @param share of the updates that were clipped
    public record ClippingRun(
            double threshold, double rate, double share, Verdict verdict, double loss) {}

    /// @param edges of the histogram's bins, one more than there are counts, evenly on a log scale
    public record Norms(
            double median, double ninetieth, double highest, double[] edges, int[] counts) {}

    public Stability {
        rates = List.copyOf(rates);
        multiples = List.copyOf(multiples);
        warmups = List.copyOf(warmups);
        sentences = List.copyOf(sentences);
    }

    /// The verdict on a run's losses.
    ///
    /// @param losses of each step; the last ones are NaN when the run diverged
    /// @param planned how many steps were planned
    public static Rate read(double rate, double[] losses, int planned) {
        boolean diverged =
                losses.length < planned || Arrays.stream(losses).anyMatch(l -> !Double.isFinite(l));
        int tenth = Math.max(1, losses.length / 10);
        double first = mean(losses, 0, Math.min(tenth, 5));
        double highest =
                Arrays.stream(losses, Math.min(tenth, losses.length), losses.length)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(Double.NaN);
        double last = diverged ? Double.NaN : mean(losses, losses.length - tenth, losses.length);
        Verdict verdict =
                diverged
                        ? Verdict.DIVERGED
                        : last > first || highest > 1.5 * first ? Verdict.UNSTABLE : Verdict.STABLE;
        return new Rate(rate, last, highest, losses.length, verdict);
    }

    /// The rate of the stable run with the lowest loss; NaN when there is none.
    public static double best(List<Rate> rates) {
        return rates.stream()
                .filter(r -> r.verdict() == Verdict.STABLE)
                .min(java.util.Comparator.comparingDouble(Rate::loss))
                .map(Rate::rate)
                .orElse(Double.NaN);
    }

    /// The lowest rate above the best at which training was not stable; NaN when there is none.
    public static double unstable(List<Rate> rates) {
        double best = best(rates);
        return rates.stream()
                .filter(r -> r.rate() > best && r.verdict() != Verdict.STABLE)
                .mapToDouble(Rate::rate)
                .min()
                .orElse(Double.NaN);
    }

    /// @param norms of the unclipped gradient, one a step
    /// @return null for fewer than 20 norms
    public static @Nullable Norms norms(double[] norms) {
        double[] sorted =
                Arrays.stream(norms).filter(n -> Double.isFinite(n) && n > 0).sorted().toArray();
        int n = sorted.length;
        if (n < MIN_NORMS) {
            return null;
        }
        double low = Math.log(sorted[0]);
        double width = Math.max(Math.log(sorted[n - 1]) - low, 1e-9) / BINS;
        double[] edges = new double[BINS + 1];
        Arrays.setAll(edges, i -> Math.exp(low + i * width));
        int[] counts = new int[BINS];
        for (double norm : sorted) {
            counts[Math.clamp((int) ((Math.log(norm) - low) / width), 0, BINS - 1)]++;
        }
        return new Norms(sorted[n / 2], sorted[(int) (n * 0.9)], sorted[n - 1], edges, counts);
    }

    /// The result with its sentences; the parameters are those of the record.
    public static Stability of(
            List<Rate> rates,
            List<Rate> multiples,
            @Nullable Norms norms,
            List<Warmup> warmups,
            @Nullable ClippingRun clipped) {
        List<String> sentences = new ArrayList<>();
        double best = best(rates);
        double unstable = unstable(rates);
        if (Double.isNaN(best)) {
            sentences.add(
                    "No learning rate of the sweep trained: try lower ones, or look for a bug (PB-60).");
        } else if (Double.isNaN(unstable)) {
            sentences.add(
                    "The best learning rate is %s, and training stays stable up to %s (PB-60)."
                            .formatted(
                                    Formats.number(best), Formats.number(rates.getLast().rate())));
        } else {
            sentences.add(
                    "The best learning rate is %s; training becomes unstable at %s, %s times as high (PB-60)."
                            .formatted(
                                    Formats.number(best),
                                    Formats.number(unstable),
                                    Formats.number(unstable / best)));
        }
        multiples.stream()
                .filter(m -> m.verdict() != Verdict.STABLE)
                .findFirst()
                .ifPresent(m ->
                        sentences.add(
                                "At %s times the best rate training is unstable within %d steps (PB-62): the best rate is near the limit of stability."
                                        .formatted(Formats.number(m.rate() / best), m.steps())));
        if (!warmups.isEmpty()) {
            sentences.add(warmupSentence(warmups));
        }
        if (clipped != null) {
            sentences.add(clippingSentence(clipped));
        }
        return new Stability(rates, best, unstable, multiples, norms, warmups, clipped, sentences);
    }

    private static String warmupSentence(List<Warmup> warmups) {
        Warmup last = warmups.getLast();
        return last.verdict() == Verdict.STABLE
                ? "A warmup of %d steps makes %s stable, ten times the unstable rate (PB-64)."
                        .formatted(last.length(), Formats.number(last.rate()))
                : "No warmup up to %d steps makes %s stable, ten times the unstable rate (PB-64): clip gradients instead."
                        .formatted(last.length(), Formats.number(last.rate()));
    }

    private static String clippingSentence(ClippingRun c) {
        String at =
                "Clipping at %s, the 90th percentile of the gradient norms at the best rate, clips %s of the updates at %s and leaves it %s (PB-65)"
                        .formatted(
                                Formats.number(c.threshold()),
                                Formats.share(c.share()),
                                Formats.number(c.rate()),
                                c.verdict() == Verdict.STABLE ? "stable" : "unstable");
        return c.share() > MAX_CLIPPED
                ? at + "; more than half is too many: lower the learning rate."
                : at + ".";
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < Math.min(to, values.length); i++) {
            sum += values[i];
        }
        return sum / Math.max(1, Math.min(to, values.length) - from);
    }
}
