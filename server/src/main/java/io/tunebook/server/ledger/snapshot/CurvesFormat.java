package io.tunebook.server.ledger.snapshot;

import io.tunebook.server.model.Curves;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The encoding of curves: trial by trial, metric by metric, in the blocks of their memory layout.
final class CurvesFormat {
    private CurvesFormat() {}

    static void write(Curves curves, DataOutputStream out) throws IOException {
        out.writeInt(curves.trials().size());
        for (String trial : curves.trials()) {
            out.writeUTF(trial);
            List<Curves.StoredMetric> metrics = curves.stored(trial);
            out.writeInt(metrics.size());
            for (Curves.StoredMetric metric : metrics) {
                out.writeUTF(metric.metric());
                out.writeInt(metric.stretches().size());
                for (Curves.Segment stretch : metric.stretches()) {
                    write(stretch, out);
                }
            }
        }
    }

    static Curves read(DataInputStream in) throws IOException {
        int trials = in.readInt();
        Map<String, List<Curves.StoredMetric>> stored = LinkedHashMap.newLinkedHashMap(trials);
        for (int t = 0; t < trials; t++) {
            String trial = in.readUTF();
            int size = in.readInt();
            List<Curves.StoredMetric> metrics = new ArrayList<>(size);
            for (int m = 0; m < size; m++) {
                String metric = in.readUTF().intern();
                int parts = in.readInt();
                List<Curves.Segment> stretches = new ArrayList<>(parts);
                for (int s = 0; s < parts; s++) {
                    stretches.add(stretch(in));
                }
                metrics.add(new Curves.StoredMetric(metric, stretches));
            }
            stored.put(trial, metrics);
        }
        return Curves.of(stored);
    }

    private static void write(Curves.Segment stretch, DataOutputStream out) throws IOException {
        long[] steps = stretch.steps();
        float[] values = stretch.values();
        ByteBuffer bytes = ByteBuffer.allocate(size(values.length, steps != null));
        bytes.asFloatBuffer().put(values);
        if (steps != null) {
            bytes.position(values.length * Float.BYTES).asLongBuffer().put(steps);
        }
        out.writeInt(values.length);
        out.writeBoolean(steps != null);
        out.writeLong(stretch.first());
        out.writeLong(stretch.stride());
        out.write(bytes.array());
    }

    private static Curves.Segment stretch(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        long[] steps = in.readBoolean() ? new long[values.length] : null;
        long first = in.readLong();
        long stride = in.readLong();
        int size = size(values.length, steps != null);
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.asFloatBuffer().get(values);
        if (steps != null) {
            buffer.position(values.length * Float.BYTES).asLongBuffer().get(steps);
        }
        return new Curves.Segment(first, stride, steps, values);
    }

    private static int size(int measurements, boolean uneven) {
        return measurements * (uneven ? Float.BYTES + Long.BYTES : Float.BYTES);
    }
}
