package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The isolation plot (PB-36): for each value of a scientific hyperparameter the best trial over
/// the nuisance ones, with the range that repeated searches would give.
///
/// @param points in the order of the domain
public record Isolation(String parameter, List<Point> points) {
    private static final int BUCKETS = 6;
    private static final int REPEATS = 1_000;

    /// @param best the best trial of this value
    /// @param low the 2.5th percentile of the best value over bootstrap repeats of the search
    /// @param high the 97.5th percentile
    /// @param trials how many completed trials the value was tuned over
    public record Point(String value, Trial.Completed best, double low, double high, int trials) {}

    /// @param samples of the round's studies
    public static List<Isolation> of(Round round, List<Sample> samples) {
        return round.roles().stream()
                .filter(a -> a.role() == Role.SCIENTIFIC)
                .map(a -> of(a.parameter(), samples))
                .toList();
    }

    private static Isolation of(Parameter p, List<Sample> samples) {
        Map<String, List<Trial.Completed>> groups = new LinkedHashMap<>();
        samples.stream()
                .flatMap(s -> s.completedWith(p).stream())
                .sorted(java.util.Comparator.comparingDouble(t -> Sample.unit(p, t)))
                .forEach(t ->
                        groups.computeIfAbsent(
                                        bucket(p, Sample.value(p, t)), k -> new ArrayList<>())
                                .add(t));
        List<Point> points = new ArrayList<>();
        groups.forEach(
                (name, group) -> points.add(point(name, group, samples.getFirst().objective())));
        return new Isolation(p.key(), points);
    }

    private static Point point(String name, List<Trial.Completed> group, Objective objective) {
        List<Trial.Completed> sorted = group.stream().sorted(Sample.bestFirst(objective)).toList();
        double[] bests = new double[REPEATS];
        SplittableRandom random = new SplittableRandom(sorted.size());
        for (int r = 0; r < REPEATS; r++) {
            // Sorted best first: the best of a resample is the lowest index drawn.
            int lowest = sorted.size();
            for (int i = 0; i < sorted.size(); i++) {
                lowest = Math.min(lowest, random.nextInt(sorted.size()));
            }
            bests[r] = sorted.get(lowest).value();
        }
        Arrays.sort(bests);
        return new Point(
                name,
                sorted.getFirst(),
                bests[(int) (REPEATS * 0.025)],
                bests[(int) (REPEATS * 0.975)],
                sorted.size());
    }

    /// The name of a categorical value, or the bucket of a number on its scale.
    static String bucket(Parameter p, Value value) {
        if (!Scale.ordered(p.domain())) {
            return value.toString();
        }
        int b = Math.clamp((int) (Scale.unit(p.domain(), value) * BUCKETS), 0, BUCKETS - 1);
        return "%s … %s"
                .formatted(
                        Formats.number(Scale.at(p.domain(), (double) b / BUCKETS).number()),
                        Formats.number(
                                Scale.at(
                                                p.domain(),
                                                Math.min((b + 1.0) / BUCKETS, Math.nextDown(1.0)))
                                        .number()));
    }
}
