package io.tunebook.server.http;

import io.tunebook.server.book.Curves;
import io.tunebook.server.book.Snapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Curves as the browser reads them without parsing, little-endian.
///
/// u32 header length `H`; `H` bytes of JSON `{"position","series":[{"trial","metric","count"}]}`
/// padded with spaces until `4 + H` is a multiple of 4; then for each series `count` float32 steps
/// followed by `count` float32 values. NaN and infinities travel as they are.
final class CurvesPayload {
    private static final int MOST_SERIES = 2_000;

    private CurvesPayload() {}

    record Header(long position, List<Named> series) {}

    record Named(String trial, String metric, int count) {}

    static byte[] of(Snapshot snapshot, List<String> trials, List<String> metrics) {
        if ((long) trials.size() * metrics.size() > MOST_SERIES) {
            throw Problem.tooLarge(
                    "%,d curves are asked for at once: %,d are the most"
                            .formatted((long) trials.size() * metrics.size(), MOST_SERIES));
        }
        List<Named> names = new ArrayList<>();
        List<Curves.Series> series = new ArrayList<>();
        for (String trial : trials) {
            if (snapshot.book().trial(trial) == null) {
                throw Problem.unknown("trial", trial);
            }
            for (String metric : metrics) {
                Curves.Series s = snapshot.curves().series(trial, metric);
                names.add(new Named(trial, metric, s.size()));
                series.add(s);
            }
        }
        return bytes(new Header(snapshot.position(), names), series);
    }

    private static byte[] bytes(Header header, List<Curves.Series> series) {
        byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 3) / 4 * 4);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        int floats = series.stream().mapToInt(s -> 2 * s.size()).sum();
        ByteBuffer out =
                ByteBuffer.allocate(4 + padded.length + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(padded.length).put(padded);
        for (Curves.Series s : series) {
            put(out, s.steps());
            put(out, s.values());
        }
        return out.array();
    }

    private static void put(ByteBuffer out, float[] values) {
        out.asFloatBuffer().put(values);
        out.position(out.position() + 4 * values.length);
    }
}
