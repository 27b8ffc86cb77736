package io.tunebook.server.exchange.imports;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the HParams plugin of TensorBoard: the hyperparameters, start, end and status of a run.
final class SessionParams {
    private final SkippedItems skips;
    private final WallTimes times;
    final Map<String, String> hparams = new TreeMap<>();
    long started;
    long ended;
    int status;

    SessionParams(SkippedItems skips, WallTimes times) {
        this.skips = skips;
        this.times = times;
    }

    void read(ProtobufReader content) {
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
                case 5 -> started = times.millis(info.real());
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
                case 2 -> ended = times.millis(info.real());
                default -> info.skip();
            }
        }
    }
}
