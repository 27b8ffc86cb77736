package io.tunebook.server.api.http;

import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Snapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Curves in a binary format that the browser reads without parsing, little-endian.
///
/// u32 header length `H`; `H` bytes of JSON `{"position","series":[{"trial","metric","count"}]}`
/// padded with spaces until `4 + H` is a multiple of 4; then for each series `count` float32 steps
/// followed by `count` float32 values. NaN and infinities are kept.
///
/// With `?buckets=N`, each series is `count` float32 steps (of the first measurement in each of at
/// most `N` columns of equal width), then `count` minima, `count` maxima, and `count` numbers of
/// NaN in the column, so that a spike of one step stays visible.
final class CurvesPayload {
    private static final int MAX_SERIES = 2_000;
    static final int MAX_BUCKETS = 10_000;

    private CurvesPayload() {}

    record Header(long position, List<Named> series) {}

    record Named(String trial, String metric, int count) {}

    static byte[] of(Snapshot snapshot, List<String> trials, List<String> metrics) {
        check(snapshot, trials, metrics);
        List<Named> names = new ArrayList<>();
        List<float[]> columns = new ArrayList<>();
        for (String trial : trials) {
            for (String metric : metrics) {
                Curves.Series s = snapshot.curves().series(trial, metric);
                names.add(new Named(trial, metric, s.size()));
                columns.add(s.steps());
                columns.add(s.values());
            }
        }
        return bytes(new Header(snapshot.position(), names), columns);
    }

    /// @param most the maximum of columns in a plot, 1 to [#MAX_BUCKETS]
    /// @param from the first step to show
    /// @param to the last step to show
    static byte[] buckets(
            Snapshot snapshot,
            List<String> trials,
            List<String> metrics,
            int most,
            long from,
            long to) {
        check(snapshot, trials, metrics);
        List<Named> names = new ArrayList<>();
        List<float[]> columns = new ArrayList<>();
        for (String trial : trials) {
            for (String metric : metrics) {
                List<Curves.Bucket> b =
                        snapshot.curves().buckets(trial, metric, most, from, to).buckets();
                names.add(new Named(trial, metric, b.size()));
                columns.add(column(b, bucket -> bucket.step()));
                columns.add(column(b, Curves.Bucket::lowest));
                columns.add(column(b, Curves.Bucket::highest));
                columns.add(column(b, Curves.Bucket::notNumbers));
            }
        }
        return bytes(new Header(snapshot.position(), names), columns);
    }

    private static float[] column(
            List<Curves.Bucket> buckets, ToDoubleFunction<Curves.Bucket> value) {
        float[] column = new float[buckets.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = (float) value.applyAsDouble(buckets.get(i));
        }
        return column;
    }

    private static void check(Snapshot snapshot, List<String> trials, List<String> metrics) {
        if ((long) trials.size() * metrics.size() > MAX_SERIES) {
            throw Problem.tooLarge(
                    "%,d curves are requested at once, and the maximum is %,d: request fewer"
                            .formatted((long) trials.size() * metrics.size(), MAX_SERIES));
        }
        for (String trial : trials) {
            if (snapshot.book().trial(trial) == null) {
                throw Problem.unknown("trial", trial);
            }
        }
    }

    private static byte[] bytes(Header header, List<float[]> columns) {
        byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 3) / 4 * 4);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        int floats = columns.stream().mapToInt(c -> c.length).sum();
        ByteBuffer out =
                ByteBuffer.allocate(4 + padded.length + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(padded.length).put(padded);
        columns.forEach(column -> put(out, column));
        return out.array();
    }

    private static void put(ByteBuffer out, float[] values) {
        out.asFloatBuffer().put(values);
        out.position(out.position() + 4 * values.length);
    }
}
