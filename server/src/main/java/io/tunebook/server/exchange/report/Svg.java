package io.tunebook.server.exchange.report;

import io.tunebook.server.playbook.analysis.Formats;
import j2html.utils.EscapeUtil;
import java.util.List;
import java.util.Locale;

/// Plots as inline SVG, without scripts: points, a band, lines.
final class Svg {
    private static final double WIDTH = 420;
    private static final double HEIGHT = 220;
    private static final double LEFT = 64;
    private static final double BOTTOM = 40;
    private static final double MARGIN = 12;

    private final StringBuilder out = new StringBuilder();
    private final double low;
    private final double high;

    /// @param title what the plot shows, in words
    /// @param x the label of the x axis
    /// @param left the label at its left end
    /// @param right the label at its right end
    /// @param low the lowest value shown
    /// @param high the highest value shown
    Svg(String title, String x, String left, String right, double low, double high) {
        double pad = high > low ? (high - low) * 0.05 : Math.max(Math.abs(high), 1e-12) * 0.05;
        this.low = low - pad;
        this.high = high + pad;
        out.append(
                String.format(
                        Locale.ROOT,
                        "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\" width=\"%.0f\" height=\"%.0f\">",
                        WIDTH,
                        HEIGHT,
                        EscapeUtil.escape(title),
                        WIDTH,
                        HEIGHT));
        line(0, this.low, 1, this.low, "axis");
        line(0, this.low, 0, this.high, "axis");
        text(LEFT, HEIGHT - BOTTOM + 14, "start", left);
        text(WIDTH - MARGIN, HEIGHT - BOTTOM + 14, "end", right);
        text((LEFT + WIDTH) / 2, HEIGHT - 8, "middle", x);
        text(LEFT - 6, y(low), "end", Formats.number(low));
        text(LEFT - 6, y(high) + 4, "end", Formats.number(high));
    }

    /// @param at from 0 at the left to 1 at the right
    /// @param mark `point`, or `best` for a highlighted one
    Svg point(double at, double value, String mark) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"/>",
                        mark,
                        x(at),
                        y(value),
                        mark.equals("best") ? "5" : "3.5"));
        return this;
    }

    /// A cross at the upper edge: a trial without a value (PB-24).
    Svg cross(double at) {
        double cx = x(at);
        double cy = MARGIN;
        out.append(
                String.format(
                        Locale.ROOT,
                        "<path class=\"infeasible\" d=\"M%.1f %.1fl8 8m0 -8l-8 8\"/>",
                        cx - 4,
                        cy - 4));
        return this;
    }

    Svg line(double fromAt, double from, double toAt, double to, String mark) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                        mark,
                        x(fromAt),
                        y(from),
                        x(toAt),
                        y(to)));
        return this;
    }

    /// @param at `n` positions from 0 to 1
    /// @param values `n` values; one that is not finite is a gap
    Svg curve(List<Double> at, List<Double> values, String mark) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < at.size(); i++) {
            if (Double.isFinite(values.get(i))) {
                path.append(
                        String.format(
                                Locale.ROOT,
                                "%s%.1f %.1f",
                                pen ? "L" : "M",
                                x(at.get(i)),
                                y(values.get(i))));
                pen = true;
            } else {
                pen = false;
            }
        }
        out.append(String.format(Locale.ROOT, "<path class=\"%s\" d=\"%s\"/>", mark, path));
        return this;
    }

    String markup() {
        return out + "</svg>";
    }

    private void text(double x, double y, String anchor, String text) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                        x,
                        y,
                        anchor,
                        EscapeUtil.escape(text)));
    }

    private static double x(double at) {
        return LEFT + Math.clamp(at, 0, 1) * (WIDTH - LEFT - MARGIN);
    }

    private double y(double value) {
        double share = Math.clamp((value - low) / (high - low), 0, 1);
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - MARGIN);
    }
}
