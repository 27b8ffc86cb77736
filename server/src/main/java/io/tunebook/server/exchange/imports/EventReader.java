package io.tunebook.server.exchange.imports;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects the events of one TensorBoard run: scalars of both formats and hyperparameters.
final class EventReader {
    private static final int FLOAT = 1;
    private static final int DOUBLE = 2;
    private static final int MAX_NAME = 250;
    private static final int SLOTS = 1 << 10;

    private final SkippedItems skips;
    private final ProtobufReader event = new ProtobufReader();
    private final ProtobufReader summary = new ProtobufReader();
    private final ProtobufReader value = new ProtobufReader();
    private final ProtobufReader tensor = new ProtobufReader();

    /// The recent tags, by the hash of their bytes: most events have one of a few.
    private final @Nullable Tag[] slots = new Tag[SLOTS];

    private final Map<String, Tag> tags = new LinkedHashMap<>();
    final Map<String, String> hparams = new TreeMap<>();
    @Nullable Long started;
    @Nullable Long ended;
    int status;
    private boolean noScalar;
    @Nullable Long first;
    long last;

    /// A tag, the name of values.
    private static final class Tag {
        final byte[] bytes;
        final Points points;
        String plugin = "";

        Tag(byte[] bytes, String name) {
            this.bytes = bytes;
            this.points = new Points(name);
        }
    }

    EventReader(SkippedItems skips) {
        this.skips = skips;
    }

    void take(byte[] bytes, int start, int length) {
        event.over(bytes, start, length);
        double wall = 0;
        long step = 0;
        boolean summaries = false;
        while (event.next()) {
            switch (event.field()) {
                case 1 -> wall = event.real();
                case 2 -> step = event.varint();
                case 5 -> {
                    event.message(summary);
                    summaries = true;
                }
                default -> event.skip();
            }
        }
        long time = Math.round(wall * 1_000);
        first = first == null ? Long.valueOf(time) : first;
        last = Math.max(last, time);
        while (summaries && summary.next()) {
            if (summary.field() == 1 && summary.delimited()) {
                summary.message(value);
                value(step, time);
            } else {
                summary.skip();
            }
        }
    }

    private void value(long step, long time) {
        Tag tag = null;
        double number = 0;
        boolean found = false;
        boolean other = false;
        while (value.next()) {
            switch (value.field()) {
                case 1 -> tag = tag(value);
                case 2 -> {
                    number = value.single();
                    found = true;
                }
                case 8 -> {
                    value.message(tensor);
                    double scalar = scalar();
                    if (!noScalar) {
                        number = scalar;
                        found = true;
                    }
                    other = noScalar;
                }
                case 9 -> {
                    ProtobufReader metadata = value.message();
                    if (tag != null) {
                        metadata(metadata, tag);
                    }
                }
                default -> {
                    other = true;
                    value.skip();
                }
            }
        }
        if (tag == null || tag.plugin.equals("hparams")) {
            return;
        }
        boolean scalars = tag.plugin.isEmpty() || tag.plugin.equals("scalars");
        if (!found || other || !scalars) {
            skips.add(
                    "a value of '%s', which is not a scalar%s"
                            .formatted(
                                    name(tag),
                                    tag.plugin.isEmpty() ? "" : " but of " + tag.plugin));
        } else if (tag.bytes.length == 0 || name(tag).length() > MAX_NAME) {
            skips.add("a value whose name does not have 1 to 250 characters");
        } else {
            tag.points.add(step, time, number);
        }
    }

    private static String name(Tag tag) {
        return new String(tag.bytes, StandardCharsets.UTF_8);
    }

    private Tag tag(ProtobufReader in) {
        int size = in.size();
        int at = in.position();
        byte[] bytes = in.bytes();
        int hash = size;
        for (int i = at; i < at + size; i++) {
            hash = hash * 31 + bytes[i];
        }
        in.jump(size);
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        Tag known = slots[slot];
        if (known != null
                && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, at, at + size)) {
            return known;
        }
        String name = new String(bytes, at, size, StandardCharsets.UTF_8);
        Tag tag =
                tags.computeIfAbsent(
                        name, n -> new Tag(Arrays.copyOfRange(bytes, at, at + size), n));
        slots[slot] = tag;
        return tag;
    }

    /// The number of a tensor of rank 0; [#noScalar] is true when there is none.
    private double scalar() {
        long type = FLOAT;
        double number = 0;
        int numbers = 0;
        boolean shaped = false;
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> type = tensor.varint();
                case 2 -> {
                    ProtobufReader shape = tensor.message();
                    while (shape.next()) {
                        shaped |= shape.field() == 2;
                        shape.skip();
                    }
                }
                case 4 -> {
                    ProtobufReader content = tensor.message();
                    if (type == FLOAT && content.remaining() == 4) {
                        number = content.single();
                        numbers++;
                    } else if (type == DOUBLE && content.remaining() == 8) {
                        number = content.real();
                        numbers++;
                    }
                }
                case 5 -> {
                    ProtobufReader packed = tensor.delimited() ? tensor.message() : tensor;
                    number = packed.single();
                    numbers += packed == tensor || packed.remaining() == 0 ? 1 : 2;
                }
                case 6 -> {
                    ProtobufReader packed = tensor.delimited() ? tensor.message() : tensor;
                    number = packed.real();
                    numbers += packed == tensor || packed.remaining() == 0 ? 1 : 2;
                }
                default -> tensor.skip();
            }
        }
        noScalar = shaped || numbers != 1 || (type != FLOAT && type != DOUBLE);
        return number;
    }

    private void metadata(ProtobufReader metadata, Tag tag) {
        while (metadata.next()) {
            if (metadata.field() != 1) {
                metadata.skip();
                continue;
            }
            ProtobufReader data = metadata.message();
            ProtobufReader content = new ProtobufReader();
            while (data.next()) {
                switch (data.field()) {
                    case 1 -> tag.plugin = data.text();
                    case 2 -> data.message(content);
                    default -> data.skip();
                }
            }
            if (tag.plugin.equals("hparams")) {
                plugin(content);
            }
        }
    }

    private void plugin(ProtobufReader content) {
        while (content.next()) {
            switch (content.field()) {
                case 3 -> start(content.message());
                case 4 -> end(content.message());
                default -> content.skip();
            }
        }
    }

    private void start(ProtobufReader info) {
        while (info.next()) {
            switch (info.field()) {
                case 1 -> hparam(info.message());
                case 5 -> started = Math.round(info.real() * 1_000);
                default -> info.skip();
            }
        }
    }

    private void hparam(ProtobufReader entry) {
        String key = "";
        String text = null;
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> key = entry.text();
                case 2 -> text = constant(entry.message());
                default -> entry.skip();
            }
        }
        if (text == null) {
            skips.add("hyperparameter '%s', which is not a number, text or boolean".formatted(key));
        } else {
            TextLimits.put(hparams, key, text, skips);
        }
    }

    private static @Nullable String constant(ProtobufReader constant) {
        String text = null;
        while (constant.next()) {
            switch (constant.field()) {
                case 2 -> {
                    double number = constant.real();
                    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
                    text = whole ? Long.toString((long) number) : Double.toString(number);
                }
                case 3 -> text = constant.text();
                case 4 -> text = Boolean.toString(constant.varint() != 0);
                default -> constant.skip();
            }
        }
        return text;
    }

    private void end(ProtobufReader info) {
        while (info.next()) {
            switch (info.field()) {
                case 1 -> status = (int) info.varint();
                case 2 -> ended = Math.round(info.real() * 1_000);
                default -> info.skip();
            }
        }
    }

    java.util.List<io.tunebook.events.Measurements> curves() {
        return tags.values().stream()
                .filter(t -> t.points.size() > 0)
                .map(t -> t.points.done())
                .toList();
    }
}
