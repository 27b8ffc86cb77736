package io.tunebook.server.api.view;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A basic hyperparameter axis plot (PB-24): the best objective of each trial against one
/// hyperparameter on its own scale.
///
/// @param scale the domain's scale; `choice` has `values` and no bounds
/// @param top the best three trials
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
        List<String> top) {
    private static final int TOP = 3;

    public record Point(String trial, int number, Value x, double y, long bestStep) {}

    public record InfeasiblePoint(String trial, int number, Value x, String reason) {}

    static List<AxisPlot> of(Sample sample) {
        List<AxisPlot> plots = new ArrayList<>();
        for (Parameter p : sample.study().facts().space().varying()) {
            plots.add(of(sample, p));
        }
        return plots;
    }

    private static AxisPlot of(Sample sample, Parameter p) {
        List<Point> points =
                sample.completedWith(p).stream()
                        .map(t ->
                                new Point(
                                        t.id(),
                                        t.number(),
                                        Sample.value(p, t),
                                        t.value(),
                                        t.bestStep()))
                        .toList();
        List<InfeasiblePoint> crosses =
                sample.infeasibleWith(p).stream()
                        .map(t ->
                                new InfeasiblePoint(
                                        t.id(), t.number(), Sample.value(p, t), t.reason()))
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
                points.stream().limit(TOP).map(Point::trial).toList());
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
