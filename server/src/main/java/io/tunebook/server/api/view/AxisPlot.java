package io.tunebook.server.api.view;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.TrialMarks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A basic hyperparameter axis plot (PB-24): the best objective of each trial against one
/// hyperparameter on its own scale.
///
/// @param scale the domain's scale; `choice` has `values` and no bounds
/// @param top the best three trials
/// @param settings the scientific settings between which the study varies, in order; empty for a
///   study of one setting
public record AxisPlot(
        String study,
        String label,
        String parameter,
        String name,
        String scale,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable List<Value> values,
        List<Point> points,
        List<InfeasiblePoint> infeasible,
        List<String> top,
        List<String> settings) {
    private static final int TOP = 3;

    /// @param setting its place in `settings`; null in a study of one setting
    /// @param useless why the completed trial counts as infeasible (PB-23); null for all others
    public record Point(
            String trial,
            int number,
            Value x,
            double y,
            long bestStep,
            @Nullable Integer setting,
            @Nullable String useless) {}

    public record InfeasiblePoint(
            String trial, int number, Value x, String reason, @Nullable Integer setting) {}

    static List<AxisPlot> of(Sample sample, TrialMarks marks) {
        List<AxisPlot> plots = new ArrayList<>();
        for (Parameter p : sample.study().facts().space().varying()) {
            plots.add(of(sample, p, marks));
        }
        return plots;
    }

    private static AxisPlot of(Sample sample, Parameter p, TrialMarks marks) {
        List<Point> points =
                sample.completedWith(p).stream()
                        .map(t ->
                                new Point(
                                        t.id(),
                                        t.number(),
                                        Sample.value(p, t),
                                        t.value(),
                                        t.bestStep(),
                                        marks.place(t),
                                        marks.useless().get(t.id())))
                        .toList();
        List<InfeasiblePoint> crosses =
                sample.infeasibleWith(p).stream()
                        .map(t ->
                                new InfeasiblePoint(
                                        t.id(),
                                        t.number(),
                                        Sample.value(p, t),
                                        t.reason(),
                                        marks.place(t)))
                        .toList();
        double[] bounds = bounds(p.domain());
        return new AxisPlot(
                sample.study().id(),
                sample.label(),
                p.key(),
                p.name(),
                scale(p.domain()),
                bounds.length == 0 ? null : Double.valueOf(bounds[0]),
                bounds.length == 0 ? null : Double.valueOf(bounds[1]),
                p.domain() instanceof Domain.Categorical c ? c.values() : null,
                points,
                crosses,
                points.stream().limit(TOP).map(Point::trial).toList(),
                marks.settings());
    }

    private static double[] bounds(Domain domain) {
        return switch (domain) {
            case Domain.Linear d -> new double[] {d.low(), d.high()};
            case Domain.Log d -> new double[] {d.low(), d.high()};
            case Domain.ReverseLog d -> new double[] {d.low(), d.high()};
            case Domain.Int d -> new double[] {d.low(), d.high()};
            case Domain.LogInt d -> new double[] {d.low(), d.high()};
            case Domain.Categorical d -> new double[0];
            case Domain.Fixed d -> new double[0];
        };
    }

    private static String scale(Domain domain) {
        return switch (domain) {
            case Domain.Linear d -> "linear";
            case Domain.Log d -> "log";
            case Domain.ReverseLog d -> "reverse-log";
            case Domain.Int d -> "int";
            case Domain.LogInt d -> "log-int";
            case Domain.Categorical d -> "choice";
            case Domain.Fixed d -> "fixed";
        };
    }
}
