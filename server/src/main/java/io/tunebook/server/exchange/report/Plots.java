package io.tunebook.server.exchange.report;

import io.tunebook.events.Parameter;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.ExpectedBest;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.Isolation;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A round's plots: axes (PB-24), the budget (PB-59), curves of the best trials (PB-28), isolation
/// (PB-36).
final class Plots {
    private static final int BEST_FEW = 3;

    private Plots() {}

    static List<ReportDocument.Part> of(Sample sample, Curves curves) {
        List<ReportDocument.Part> figures = new ArrayList<>();
        if (sample.completed().isEmpty()) {
            return figures;
        }
        for (Parameter p : sample.study().facts().space().varying()) {
            if (Scale.ordered(p.domain()) && !sample.completedWith(p).isEmpty()) {
                figures.add(axis(sample, p));
            }
        }
        figures.add(budget(sample));
        for (Trial.Completed t : sample.completed().stream().limit(BEST_FEW).toList()) {
            Curves.Series series = curves.series(t.id(), sample.objective().metric());
            if (series.size() > 1) {
                figures.add(curve(sample, t, series));
            }
        }
        return figures;
    }

    private static ReportDocument.Figure axis(Sample sample, Parameter p) {
        List<Trial.Completed> trials = sample.completedWith(p);
        String title = "%s: %s by %s".formatted(sample.label(), metric(sample), p.key());
        Svg svg =
                new Svg(
                        title,
                        p.name(),
                        Scale.at(p.domain(), 0).toString(),
                        Scale.at(p.domain(), Math.nextDown(1.0)).toString(),
                        low(trials),
                        high(trials));
        for (int i = 0; i < trials.size(); i++) {
            Trial.Completed t = trials.get(i);
            svg.point(at(p, t), t.value(), i < BEST_FEW ? "best" : "point");
        }
        for (Trial.Infeasible t : sample.infeasibleWith(p)) {
            svg.cross(at(p, t));
        }
        return new ReportDocument.Figure(
                svg.markup(),
                "%s. %s, %s; the best three are filled, infeasible ones are crosses at the top."
                        .formatted(
                                title,
                                Formats.plural(trials.size(), "completed trial"),
                                Formats.plural(sample.infeasibleWith(p).size(), "infeasible one")));
    }

    private static double at(Parameter p, Trial t) {
        return Scale.unit(p.domain(), Sample.value(p, t));
    }

    private static ReportDocument.Figure budget(Sample sample) {
        ExpectedBest best = ExpectedBest.of(sample);
        int n = best.points().getLast().budget();
        String title = "%s: expected best by number of trials".formatted(sample.label());
        Svg svg =
                new Svg(
                        title,
                        "trials",
                        "1",
                        String.valueOf(n),
                        limits(best).min().orElseThrow(),
                        limits(best).max().orElseThrow());
        List<Double> at =
                best.points().stream()
                        .map(p -> n == 1 ? 0.5 : (p.budget() - 1.0) / (n - 1))
                        .toList();
        band(svg, at, best.points().stream().map(ExpectedBest.Point::low).toList());
        band(svg, at, best.points().stream().map(ExpectedBest.Point::high).toList());
        svg.curve(at, best.points().stream().map(ExpectedBest.Point::median).toList(), "expected");
        return new ReportDocument.Figure(
                svg.markup(),
                title
                        + ": the median, with the band that holds the whole curve with a probability of 95%; where a limit is missing, the trials set none.");
    }

    /// The median and all limits of the band that exist.
    private static DoubleStream limits(ExpectedBest best) {
        return best.points().stream()
                .flatMap(p -> Stream.of(Optional.of(p.median()), known(p.low()), known(p.high())))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue);
    }

    private static Optional<Double> known(@Nullable Double limit) {
        return Optional.ofNullable(limit);
    }

    /// One side of the band, where it has a limit.
    private static void band(Svg svg, List<Double> at, List<@Nullable Double> limits) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < limits.size(); i++) {
            Double limit = limits.get(i);
            if (limit != null) {
                x.add(at.get(i));
                y.add(limit);
            }
        }
        if (!x.isEmpty()) {
            svg.curve(x, y, "band");
        }
    }

    private static ReportDocument.Figure curve(
            Sample sample, Trial.Completed t, Curves.Series series) {
        List<Double> at = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < series.size(); i++) {
            double v = series.values()[i];
            at.add((double) series.steps()[i] / series.steps()[series.size() - 1]);
            values.add(v);
            low = Double.isFinite(v) ? Math.min(low, v) : low;
            high = Double.isFinite(v) ? Math.max(high, v) : high;
        }
        String title = "%s, trial %d: %s".formatted(sample.label(), t.number(), metric(sample));
        return new ReportDocument.Figure(
                new Svg(
                                title,
                                "step",
                                "0",
                                String.valueOf((long) series.steps()[series.size() - 1]),
                                Double.isFinite(low) ? low : 0,
                                Double.isFinite(high) ? high : 1)
                        .curve(at, values, "curve")
                        .markup(),
                "%s over training, best %s at step %,d."
                        .formatted(
                                title, Formats.value(sample.objective(), t.value()), t.bestStep()));
    }

    static ReportDocument.Figure isolation(Isolation plot, Sample any) {
        List<Isolation.Point> points = plot.points();
        String title = "Best %s for each %s".formatted(metric(any), plot.parameter());
        Svg svg =
                new Svg(
                        title,
                        plot.parameter(),
                        points.getFirst().value(),
                        points.getLast().value(),
                        points.stream().mapToDouble(p -> or(p.low(), p)).min().orElseThrow(),
                        points.stream().mapToDouble(p -> or(p.high(), p)).max().orElseThrow());
        for (int i = 0; i < points.size(); i++) {
            double at = (i + 0.5) / points.size();
            Isolation.Point p = points.get(i);
            svg.line(at, or(p.low(), p), at, or(p.high(), p), "band")
                    .point(at, p.best().value(), "best");
        }
        return new ReportDocument.Figure(
                svg.markup(), title + ", with the range that repeated searches would give.");
    }

    private static double or(@Nullable Double limit, Isolation.Point p) {
        return limit == null ? p.best().value() : limit;
    }

    private static String metric(Sample sample) {
        return sample.objective().metric();
    }

    private static double low(List<Trial.Completed> trials) {
        return trials.stream().mapToDouble(Trial.Completed::value).min().orElseThrow();
    }

    private static double high(List<Trial.Completed> trials) {
        return trials.stream().mapToDouble(Trial.Completed::value).max().orElseThrow();
    }
}
