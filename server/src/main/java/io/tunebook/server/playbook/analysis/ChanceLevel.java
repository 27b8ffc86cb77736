package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The objective of a model that has learned nothing: reported by a trainer, or the level at which
/// several trials of a study are level from their first evaluation to the last, or to which they
/// fall back.
///
/// @param worst bound of the band, in the objective's unit
/// @param best bound of the band
/// @param better 1 when higher objectives are better, otherwise -1
public record ChanceLevel(double worst, double best, int better) {
    /// The metric in which a trainer reports the objective of always guessing the most frequent
    /// class.
    static final String CHANCE = "validation/chance";

    /// No trial shows a chance level.
    public static final ChanceLevel UNKNOWN = new ChanceLevel(Double.NaN, Double.NaN, 1);

    private static final int MIN_TRIALS = 3;

    /// The width of the band, as a share of the distance to the good trials.
    private static final double WIDTH = 0.1;

    private record Key(
            Objective objective, List<Trial.Completed> completed, List<CurveShape> shapes) {}

    public boolean isKnown() {
        return !Double.isNaN(worst);
    }

    /// Whether a value is no better than chance.
    public boolean includes(double value) {
        return isKnown() && better * (value - best) <= 0;
    }

    /// The trials that learned nothing ([Kind#NO_PROGRESS]) or that learned and then lost it
    /// ([Kind#COLLAPSED]), by id.
    ///
    /// @param completed the trials of a study, those included that the caller counts as useless
    public static Map<String, Kind> useless(
            Objective objective, List<Trial.Completed> completed, Curves curves) {
        List<CurveShape> shapes = shapes(objective, completed, curves);
        ChanceLevel chance = of(objective, completed, shapes);
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (int i = 0; i < shapes.size(); i++) {
            Kind kind = shapes.get(i).against(chance, completed.get(i).value()).verdict();
            if (kind == Kind.COLLAPSED || kind == Kind.NO_PROGRESS) {
                kinds.put(completed.get(i).id(), kind);
            }
        }
        return kinds;
    }

    /// The chance level of a study.
    public static ChanceLevel of(
            Objective objective, List<Trial.Completed> completed, Curves curves) {
        return of(objective, completed, shapes(objective, completed, curves));
    }

    private static List<CurveShape> shapes(
            Objective objective, List<Trial.Completed> completed, Curves curves) {
        return completed.stream().map(t -> CurveShape.of(objective, curves, t.id())).toList();
    }

    private static ChanceLevel of(
            Objective objective, List<Trial.Completed> completed, List<CurveShape> shapes) {
        if (completed.isEmpty()) {
            return UNKNOWN;
        }
        return AnalysisCache.result(
                "chance level\n%s\n%d".formatted(completed.getFirst().id(), completed.size()),
                new Key(objective, completed, shapes),
                ChanceLevel::compute);
    }

    private static ChanceLevel compute(Key key) {
        int better = key.objective.direction() == Direction.MAXIMIZE ? 1 : -1;
        double[] values =
                key.completed.stream().mapToDouble(t -> -better * t.value()).sorted().toArray();
        double good = values[values.length / 8];
        double[] reported =
                key.completed.stream()
                        .map(t -> t.measurements().get(CHANCE))
                        .filter(Objects::nonNull)
                        .mapToDouble(c -> -better * c)
                        .filter(Double::isFinite)
                        .sorted()
                        .toArray();
        if (reported.length > 0) {
            double chance = reported[reported.length / 2];
            double margin = Math.max(0, WIDTH / 2 * (chance - good));
            return new ChanceLevel(-better * chance, -better * (chance - margin), better);
        }
        List<CurveShape> idle =
                key.shapes.stream()
                        .filter(CurveShape::hasLearnedNothing)
                        .sorted(Comparator.comparingDouble(s -> -better * s.end()))
                        .toList();
        return band(idle, good, better);
    }

    /// The largest set of levels within a narrow band, far from the good trials.
    ///
    /// @param trials with increasing ends, lower is better
    private static ChanceLevel band(List<CurveShape> trials, double good, int better) {
        double[] ends = trials.stream().mapToDouble(s -> -better * s.end()).toArray();
        int from = 0;
        int size = 0;
        for (int i = 0, j = 0; i < ends.length; i++) {
            while (j + 1 < ends.length && ends[j + 1] - ends[i] <= WIDTH * (ends[i] - good)) {
                j++;
            }
            j = Math.max(i, j);
            if (j - i + 1 > size && ends[i] > good) {
                size = j - i + 1;
                from = i;
            }
        }
        if (size < MIN_TRIALS) {
            return UNKNOWN;
        }
        double[] noises =
                trials.subList(from, from + size).stream()
                        .mapToDouble(CurveShape::noise)
                        .sorted()
                        .toArray();
        double distance = ends[from] - good;
        double margin = Math.clamp(3 * noises[size / 2], WIDTH / 4 * distance, WIDTH * distance);
        return new ChanceLevel(
                -better * ends[from + size - 1], -better * (ends[from] - margin), better);
    }
}
