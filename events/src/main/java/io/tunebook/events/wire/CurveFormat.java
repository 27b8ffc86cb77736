package io.tunebook.events.wire;

import io.tunebook.events.Curve;
import io.tunebook.events.Event.CurveMeasured;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The binary payload of `curve-measured`, little-endian.
///
/// ```
/// u8  encoding (1)
/// u16 bytes of the trial's id, then the id in UTF-8
/// u16 metrics m; for each: u16 bytes, then the name in UTF-8
/// u32 steps n
/// u8  1 when steps are first, stride; 0 when all follow
/// i64 first, i64 stride   or   n times i64
/// m columns of n float32
/// ```
final class CurveFormat {
    private static final byte ENCODING = 1;

    private CurveFormat() {}

    static byte[] write(CurveMeasured event) {
        Curve curve = event.curve();
        byte[] trial = WireNames.utf8(event.trial());
        List<byte[]> names = curve.metrics().stream().map(WireNames::utf8).toList();
        long[] steps = curve.steps();
        boolean regular = regular(steps);
        int size =
                1
                        + (2 + trial.length)
                        + 2
                        + names.stream().mapToInt(n -> 2 + n.length).sum()
                        + (4 + 1 + (regular ? 16 : 8 * steps.length))
                        + 4 * names.size() * steps.length;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ENCODING);
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
        for (float[] column : curve.columns()) {
            out.asFloatBuffer().put(column);
            out.position(out.position() + 4 * column.length);
        }
        return out.array();
    }

    static CurveMeasured read(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte encoding = in.get();
            if (encoding != ENCODING) {
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
            if (n < 0 || (long) in.remaining() != (regular ? 16L : 8L * n) + 4L * m * n) {
                throw new UnreadableEvent(
                        "a curve of %d steps is shorter than its payload".formatted(n));
            }
            return new CurveMeasured(
                    trial, new Curve(steps(in, n, regular), metrics, columns(in, m, n)));
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

    private static float[][] columns(ByteBuffer in, int m, int n) {
        float[][] columns = new float[m][n];
        for (float[] column : columns) {
            in.asFloatBuffer().get(column);
            in.position(in.position() + 4 * n);
        }
        return columns;
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
