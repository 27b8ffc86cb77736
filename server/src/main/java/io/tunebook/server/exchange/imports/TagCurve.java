package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// The points of one tag of a TensorBoard run, without those that a restart discards.
final class TagCurve {
    private static final int MAX_SHOWN = 80;

    final byte[] tag;
    final Points points = new Points("");
    private final Points discarded = new Points("");

    /// The plugin of the tag, which only its first event has.
    String plugin = "";

    /// Whether the tag is marked as a scalar, whatever its plugin.
    boolean scalar;

    /// The number of points from earlier files.
    private int earlier;

    private long maxStep = Long.MIN_VALUE;

    TagCurve(byte[] tag) {
        this.tag = tag;
    }

    /// The tag as it is shown; [TagNames] has the name of the metric.
    String text() {
        String text = new String(tag, StandardCharsets.UTF_8);
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }

    void add(long step, long time, double value) {
        points.add(step, time, value);
        maxStep = Math.max(maxStep, step);
    }

    /// Discards the points from this step on.
    int restart(long step) {
        if (maxStep < step) {
            return 0;
        }
        int moved = points.discard(points.size(), s -> s >= step, discarded);
        earlier = Math.min(earlier, points.size());
        maxStep = points.maxStep(points.size());
        return moved;
    }

    /// Ends a file: its points replace those of earlier files at the same steps.
    int fileEnded() {
        int moved = 0;
        if (earlier > 0 && earlier < points.size()) {
            long before = points.maxStep(earlier);
            Set<Long> steps = new HashSet<>();
            for (int i = earlier; i < points.size(); i++) {
                if (points.step(i) <= before) {
                    steps.add(points.step(i));
                }
            }
            if (!steps.isEmpty()) {
                moved = points.discard(earlier, steps::contains, discarded);
            }
        }
        earlier = points.size();
        return moved;
    }

    /// Whether it has or had points.
    boolean hasPoints() {
        return points.size() > 0 || discarded.size() > 0;
    }

    Measurements curve(String name) {
        return points.done(name);
    }

    Measurements discarded(String name) {
        return discarded.done(name);
    }
}
