package io.tunebook.events.wire;

import io.tunebook.events.Event.RunMeasured;
import io.tunebook.events.Measurements;
import io.tunebook.events.Rejection;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The binary payload of `run-measured`, little-endian.
///
/// ```
/// u8  encoding (1)
/// u16 bytes of the run's id, then the id in UTF-8
/// u32 metrics; for each:
///   u16 bytes, then its name in UTF-8
///   u32 measurements n
///   steps, then times: u8 1 and i64 first, i64 stride   or   u8 0 and n times i64
///   u8 4 and n times float32, where each value is one   or   u8 8 and n times float64
/// ```
final class MeasurementsFormat {
    private static final byte ENCODING = 1;
    private static final byte EVEN = 1;

    private MeasurementsFormat() {}

    static byte[] write(RunMeasured event) {
        byte[] run = WireNames.utf8(event.run());
        List<byte[]> names =
                event.measurements().stream().map(m -> WireNames.utf8(m.metric())).toList();
        int size = 1 + 2 + run.length + 4;
        for (int i = 0; i < names.size(); i++) {
            Measurements m = event.measurements().get(i);
            size += 2 + names.get(i).length + 4 + 1 + (single(m.values()) ? 4 : 8) * m.size();
            size += 2 + (even(m.steps()) ? 16 : 8 * m.size());
            size += even(m.times()) ? 16 : 8 * m.size();
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ENCODING).putShort((short) run.length).put(run).putInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            Measurements m = event.measurements().get(i);
            out.putShort((short) names.get(i).length).put(names.get(i)).putInt(m.size());
            put(out, m.steps());
            put(out, m.times());
            put(out, m.values());
        }
        return out.array();
    }

    static RunMeasured read(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte encoding = in.get();
            if (encoding != ENCODING) {
                throw new UnreadableEvent(
                        "measurements encoding %d is unknown: use a newer Tunebook"
                                .formatted(encoding));
            }
            String run = text(in);
            int metrics = in.getInt();
            List<Measurements> all = new ArrayList<>();
            for (int i = 0; i < metrics; i++) {
                String metric = text(in);
                int n = in.getInt();
                if (n < 0 || 4L * n > in.remaining()) {
                    throw new BufferUnderflowException();
                }
                long[] steps = longs(in, n);
                long[] times = longs(in, n);
                all.add(new Measurements(metric, steps, times, values(in, n)));
            }
            if (in.hasRemaining()) {
                throw new UnreadableEvent("measurements are shorter than their payload");
            }
            return new RunMeasured(run, all);
        } catch (BufferUnderflowException e) {
            throw new UnreadableEvent("the payload of measurements ends early", e);
        } catch (Rejection e) {
            throw new UnreadableEvent(
                    "the payload of measurements is invalid: " + e.getMessage(), e);
        }
    }

    private static void put(ByteBuffer out, long[] values) {
        if (even(values)) {
            out.put(EVEN).putLong(values.length > 0 ? values[0] : 0);
            out.putLong(values.length > 1 ? values[1] - values[0] : 0);
        } else {
            out.put((byte) 0);
            out.asLongBuffer().put(values);
            out.position(out.position() + 8 * values.length);
        }
    }

    private static long[] longs(ByteBuffer in, int n) {
        byte even = in.get();
        long[] values = new long[n];
        if (even == EVEN) {
            long first = in.getLong();
            long stride = in.getLong();
            for (int i = 0; i < n; i++) {
                values[i] = first + i * stride;
            }
        } else {
            in.asLongBuffer().get(values);
            in.position(in.position() + 8 * n);
        }
        return values;
    }

    private static void put(ByteBuffer out, double[] values) {
        if (single(values)) {
            out.put((byte) 4);
            for (double v : values) {
                out.putFloat((float) v);
            }
        } else {
            out.put((byte) 8);
            for (double v : values) {
                out.putDouble(v);
            }
        }
    }

    private static double[] values(ByteBuffer in, int n) {
        byte width = in.get();
        if (width != 4 && width != 8) {
            throw new UnreadableEvent(
                    "values have a width of %d bytes, not 4 or 8".formatted(width));
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = width == 4 ? in.getFloat() : in.getDouble();
        }
        return values;
    }

    private static boolean even(long[] values) {
        for (int i = 2; i < values.length; i++) {
            if (values[i] - values[i - 1] != values[1] - values[0]) {
                return false;
            }
        }
        return true;
    }

    /// Whether float32 represents every value exactly; a NaN is a NaN.
    private static boolean single(double[] values) {
        for (double v : values) {
            if (Double.compare((float) v, v) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
