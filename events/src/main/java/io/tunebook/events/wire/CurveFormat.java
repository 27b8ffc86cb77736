package io.tunebook.events.wire;

import io.tunebook.events.Curve;
import io.tunebook.events.Event.CurveMeasured;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The binary payload of `curve-measured`, little-endian.
///
/// ```
/// u8  encoding: 1 when float32 represents every value exactly, else 2
/// u16 bytes of the trial's id, then the id in UTF-8
/// u16 metrics m; for each: u16 bytes, then the name in UTF-8
/// u32 steps n
/// u8  1 when steps are first, stride; 0 when all follow
/// i64 first, i64 stride   or   n times i64
/// m columns of n float32 (encoding 1) or float64 (encoding 2)
/// ```
///
/// The curves of the server's own training have encoding 1, as those of versions before encoding 2.
final class CurveFormat {
    private static final byte SINGLE = 1;
    private static final byte DOUBLE = 2;

    private CurveFormat() {}

    static byte[] write(CurveMeasured event) {
        Curve curve = event.curve();
        byte[] trial = WireNames.utf8(event.trial());
        List<byte[]> names = curve.metrics().stream().map(WireNames::utf8).toList();
        long[] steps = curve.steps();
        boolean regular = regular(steps);
        boolean single = single(curve);
        int size =
                1
                        + (2 + trial.length)
                        + 2
                        + names.stream().mapToInt(n -> 2 + n.length).sum()
                        + (4 + 1 + (regular ? 16 : 8 * steps.length))
                        + (single ? Float.BYTES : Double.BYTES) * names.size() * steps.length;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(single ? SINGLE : DOUBLE);
        putText(out, trial);
        out.putShort((short) names.size());
        names.forEach(n -> putText(out, n));
        out.putInt(steps.length).put((byte) (regular ? 1 : 0));
        if (regular) {
            out.putLong(steps.length > 0 ? steps[0] : 0);
            out.putLong(steps.length > 1 ? steps[1] - steps[0] : 1);
        } else {
            for (long s : steps) {
                out.putLong(s);
            }
        }
        for (double[] column : curve.columns()) {
            put(out, column, single);
        }
        return out.array();
    }

    static CurveMeasured read(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte encoding = in.get();
            if (encoding != SINGLE && encoding != DOUBLE) {
                throw new UnreadableEvent(
                        "curve encoding %d is unknown: use a newer Tunebook".formatted(encoding));
            }
            String trial = text(in);
            int m = in.getShort() & 0xffff;
            List<String> metrics = new ArrayList<>();
            for (int i = 0; i < m; i++) {
                metrics.add(text(in));
            }
            int n = in.getInt();
            boolean regular = in.get() == 1;
            boolean single = encoding == SINGLE;
            long values = (single ? 4L : 8L) * m * n;
            if (n < 0 || (long) in.remaining() != (regular ? 16L : 8L * n) + values) {
                throw new UnreadableEvent(
                        "a curve of %d steps is shorter than its payload".formatted(n));
            }
            return new CurveMeasured(
                    trial, new Curve(steps(in, n, regular), metrics, columns(in, m, n, single)));
        } catch (BufferUnderflowException e) {
            throw new UnreadableEvent("the payload of a curve ends early", e);
        }
    }

    private static long[] steps(ByteBuffer in, int n, boolean regular) {
        long[] steps = new long[n];
        if (regular) {
            long first = in.getLong();
            long stride = in.getLong();
            for (int i = 0; i < n; i++) {
                steps[i] = first + i * stride;
            }
        } else {
            in.asLongBuffer().get(steps);
            in.position(in.position() + 8 * n);
        }
        return steps;
    }

    private static double[][] columns(ByteBuffer in, int m, int n, boolean single) {
        double[][] columns = new double[m][n];
        for (double[] column : columns) {
            for (int i = 0; i < n; i++) {
                column[i] = single ? in.getFloat() : in.getDouble();
            }
        }
        return columns;
    }

    private static void put(ByteBuffer out, double[] column, boolean single) {
        for (double value : column) {
            if (single) {
                out.putFloat((float) value);
            } else {
                out.putDouble(value);
            }
        }
    }

    /// Whether float32 represents every value exactly; a NaN is a NaN.
    private static boolean single(Curve curve) {
        for (double[] column : curve.columns()) {
            for (double value : column) {
                if (Double.compare((float) value, value) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Whether two payloads have the same measurements, of which one was recorded by a version that
    /// rounded all values to float32.
    static boolean isSameRounded(byte[] payload, byte[] other) {
        if (payload.length == 0 || other.length == 0 || payload[0] == other[0]) {
            return false;
        }
        return rounded(read(payload)).equals(rounded(read(other)));
    }

    private static CurveMeasured rounded(CurveMeasured event) {
        Curve curve = event.curve();
        double[][] columns = new double[curve.columns().length][];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = Arrays.stream(curve.columns()[c]).map(v -> (float) v).toArray();
        }
        return new CurveMeasured(event.trial(), new Curve(curve.steps(), curve.metrics(), columns));
    }

    private static boolean regular(long[] steps) {
        for (int i = 2; i < steps.length; i++) {
            if (steps[i] - steps[i - 1] != steps[1] - steps[0]) {
                return false;
            }
        }
        return true;
    }

    private static void putText(ByteBuffer out, byte[] text) {
        out.putShort((short) text.length).put(text);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
