package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects the events of one TensorBoard run: scalars of both formats and hyperparameters.
///
/// Restarts discard points as in TensorBoard's `EventAccumulator`: a `SessionLog` with status START
/// discards all points from its step on; files of a version before 2 have no such marker, and a
/// smaller step discards the later points of its tags.
final class EventReader {
    private static final int SLOTS = 1 << 10;
    private static final int MARKED_VERSION = 2;
    private static final int SCALAR_CLASS = 1;
    private static final String VERSION = "brain.Event:";
    private static final String[] EVENTS = {
        "", "", "", "", "graph", "", "log message", "", "run metadata", "metagraph"
    };
    private static final String[] VALUES = {
        "", "", "", "histogram (old)", "image", "histogram", "audio"
    };

    private final SkippedItems skips;
    private final WallTimes times;
    private final ScalarTensor scalars = new ScalarTensor();
    final SessionParams session;
    private final ProtobufReader event = new ProtobufReader();
    private final ProtobufReader summary = new ProtobufReader();
    private final ProtobufReader value = new ProtobufReader();
    private final ProtobufReader tensor = new ProtobufReader();

    /// The recent tags, by the hash of their bytes: most events have one of a few.
    private final @Nullable TagCurve[] slots = new TagCurve[SLOTS];

    private final Map<ByteBuffer, TagCurve> tags = new LinkedHashMap<>();
    private final Map<Long, Integer> restarts = new TreeMap<>();

    /// The points that a restart or a later file discarded, by metric.
    final Map<String, Measurements> discarded = new HashMap<>();

    private int version;
    private long recentStep = -1;
    private int replaced;
    long first;
    long last;

    EventReader(SkippedItems skips) {
        this.skips = skips;
        this.times = new WallTimes(skips);
        this.session = new SessionParams(skips, times);
    }

    /// @return whether the event has a summary
    boolean take(byte[] bytes, int start, int length) {
        event.over(bytes, start, length);
        double wall = 0;
        long step = 0;
        boolean summaries = false;
        boolean restart = false;
        while (event.next()) {
            switch (event.field()) {
                case 1 -> wall = event.real();
                case 2 -> step = event.varint();
                case 3 -> version(event.text());
                case 5 -> {
                    event.message(summary);
                    summaries = true;
                }
                case 7 -> restart = isStart(event.message());
                case 4, 6, 8, 9 -> {
                    skips.value(EVENTS[event.field()], EVENTS[event.field()]);
                    event.skip();
                }
                default -> event.skip();
            }
        }
        long time = times.millis(wall);
        first = first == 0 ? time : first;
        last = Math.max(last, time);
        if (restart && version >= MARKED_VERSION) {
            for (TagCurve tag : tags.values()) {
                discard(step, tag.restart(step));
            }
        }
        boolean late = version < MARKED_VERSION && summaries && step < recentStep;
        recentStep = late ? recentStep : step;
        while (summaries && summary.next()) {
            if (summary.field() == 1 && summary.delimited()) {
                summary.message(value);
                value(step, time, late);
            } else {
                summary.skip();
            }
        }
        return summaries;
    }

    /// Ends a file; the next one belongs to the same run.
    void fileEnded() {
        for (TagCurve tag : tags.values()) {
            replaced += tag.fileEnded();
        }
    }

    private void discard(long step, int points) {
        if (points > 0) {
            restarts.merge(step, points, Integer::sum);
        }
    }

    private void version(String text) {
        try {
            version =
                    text.startsWith(VERSION)
                            ? (int) Float.parseFloat(text.substring(VERSION.length()))
                            : 0;
        } catch (NumberFormatException _) {
            version = 0;
        }
    }

    private static boolean isStart(ProtobufReader log) {
        long status = 0;
        while (log.next()) {
            if (log.field() == 1) {
                status = log.varint();
            } else {
                log.skip();
            }
        }
        return status == 1;
    }

    private void value(long step, long time, boolean late) {
        TagCurve tag = null;
        double number = 0;
        boolean found = false;
        String other = "";
        ProtobufReader metadata = null;
        while (value.next()) {
            switch (value.field()) {
                case 1 -> tag = tag(value);
                case 2 -> {
                    number = value.single();
                    found = true;
                }
                case 8 -> {
                    value.message(tensor);
                    if (scalars.read(tensor)) {
                        number = scalars.number();
                        found = true;
                    } else {
                        other = scalars.kind();
                    }
                }
                case 9 -> metadata = value.message();
                case 3, 4, 5, 6 -> {
                    other = VALUES[value.field()];
                    value.skip();
                }
                default -> value.skip();
            }
        }
        TagCurve of = tag == null ? tag(new byte[0], 0, 0) : tag;
        if (metadata != null) {
            metadata(metadata, of);
        }
        if (of.plugin.equals("hparams")) {
            return;
        }
        boolean isScalar = of.scalar || of.plugin.isEmpty() || of.plugin.equals("scalars");
        if (!isScalar) {
            skips.value(of.plugin, of.text());
        } else if (!found || !other.isEmpty()) {
            skips.value(other.isEmpty() ? "nothing" : other, of.text());
        } else {
            if (late) {
                discard(step, of.restart(step));
            }
            of.add(step, time, number);
        }
    }

    private TagCurve tag(ProtobufReader in) {
        int size = in.size();
        int at = in.position();
        in.jump(size);
        return tag(in.bytes(), at, size);
    }

    private TagCurve tag(byte[] bytes, int at, int size) {
        int hash = size;
        for (int i = at; i < at + size; i++) {
            hash = hash * 31 + bytes[i];
        }
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        TagCurve known = slots[slot];
        if (known != null && Arrays.equals(known.tag, 0, known.tag.length, bytes, at, at + size)) {
            return known;
        }
        byte[] copy = Arrays.copyOfRange(bytes, at, at + size);
        TagCurve tag = tags.computeIfAbsent(ByteBuffer.wrap(copy), t -> new TagCurve(copy));
        slots[slot] = tag;
        return tag;
    }

    private void metadata(ProtobufReader metadata, TagCurve tag) {
        while (metadata.next()) {
            switch (metadata.field()) {
                case 1 -> plugin(metadata.message(), tag);
                case 4 -> tag.scalar = metadata.varint() == SCALAR_CLASS;
                default -> metadata.skip();
            }
        }
    }

    private void plugin(ProtobufReader data, TagCurve tag) {
        ProtobufReader content = new ProtobufReader();
        while (data.next()) {
            switch (data.field()) {
                case 1 -> tag.plugin = data.text();
                case 2 -> data.message(content);
                default -> data.skip();
            }
        }
        if (tag.plugin.equals("hparams")) {
            session.read(content);
        }
    }

    /// The curves, with sentences about what was discarded.
    ///
    /// @param run the name of the run
    /// @param to gets the sentences
    List<Measurements> curves(String run, SkippedItems to) {
        TagNames names = new TagNames(to);
        List<Measurements> curves = new ArrayList<>();
        for (TagCurve tag : tags.values()) {
            if (tag.hasPoints()) {
                String name = names.of(tag.tag);
                Measurements gone = tag.discarded(name);
                if (gone.size() > 0) {
                    discarded.put(name, gone);
                }
                if (tag.points.size() > 0) {
                    curves.add(tag.curve(name));
                }
            }
        }
        restarts.forEach((step, n) ->
                to.add(
                        "%,d %s of run '%s' from before its restart at step %,d"
                                .formatted(n, n == 1 ? "value" : "values", run, step)));
        if (replaced > 0) {
            to.add(
                    "%,d %s of run '%s', which a later file of the run replaces at the same steps"
                            .formatted(replaced, replaced == 1 ? "value" : "values", run));
        }
        return curves;
    }
}
