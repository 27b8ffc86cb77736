package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    private static Curves plus(Curves curves, long[] steps, float... values) {
        return curves.fold(
                new Event.CurveMeasured(
                        "t", new Curve(steps, List.of("m"), new float[][] {values})));
    }

    private static Curves regular(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) Math.sin(i);
        }
        return plus(Curves.EMPTY, LongStream.range(0, n).toArray(), values);
    }

    @RepeatedTest(20)
    void everyVersionKeepsWhatItHadHoweverOthersGoOn() {
        long seed = SEED;
        Random random = new Random(seed);
        List<Curves> versions = new ArrayList<>(List.of(Curves.EMPTY));
        List<List<Float>> expected = new ArrayList<>(List.of(List.of()));
        List<List<Long>> expectedSteps = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < 60; i++) {
            // Mostly appends to the last version; sometimes to an older one, as time travel does.
            int from =
                    random.nextInt(4) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            List<Float> values = new ArrayList<>(expected.get(from));
            List<Long> allSteps = new ArrayList<>(expectedSteps.get(from));
            int n = 1 + random.nextInt(random.nextInt(5) == 0 ? 2_500 : 150);
            long step = allSteps.isEmpty() ? 0 : allSteps.getLast() + 1;
            boolean even = random.nextBoolean();
            long[] steps = new long[n];
            float[] added = new float[n];
            for (int k = 0; k < n; k++) {
                steps[k] = step;
                added[k] = random.nextInt(30) == 0 ? Float.NaN : random.nextFloat();
                allSteps.add(step);
                values.add(added[k]);
                step += even ? 10 : 1 + random.nextInt(9);
            }
            versions.add(plus(versions.get(from), steps, added));
            expected.add(values);
            expectedSteps.add(allSteps);
        }
        for (int v = 0; v < versions.size(); v++) {
            Curves.Series series = versions.get(v).series("t", "m");
            assertThat(series.values())
                    .as("seed %d, version %d", seed, v)
                    .hasSize(expected.get(v).size());
            for (int i = 0; i < series.size(); i++) {
                assertThat(series.values()[i])
                        .as("seed %d", seed)
                        .isEqualTo(expected.get(v).get(i));
                assertThat((long) series.steps()[i])
                        .as("seed %d", seed)
                        .isEqualTo(expectedSteps.get(v).get(i));
            }
        }
    }

    @RepeatedTest(20)
    void bucketsHaveTheExtremesOfWhatFallsIntoThemAndLoseNothing() {
        long seed = SEED;
        Random random = new Random(seed);
        int n = 1 + random.nextInt(10_000);
        long[] steps = new long[n];
        float[] values = new float[n];
        long step = random.nextInt(100);
        for (int i = 0; i < n; i++) {
            steps[i] = step;
            step += 1 + (random.nextInt(20) == 0 ? random.nextInt(500) : 0);
            values[i] =
                    switch (random.nextInt(200)) {
                        case 0 -> Float.NaN;
                        case 1 -> Float.POSITIVE_INFINITY;
                        case 2 -> Float.NEGATIVE_INFINITY;
                        default -> (float) random.nextGaussian();
                    };
        }
        Curves curves = plus(Curves.EMPTY, steps, values);
        long from = random.nextBoolean() ? 0 : steps[random.nextInt(n)];
        long to = random.nextBoolean() ? Long.MAX_VALUE : Math.max(from, steps[random.nextInt(n)]);
        int columns = 1 + random.nextInt(300);
        List<Curves.Bucket> buckets = curves.buckets("t", "m", columns, from, to).buckets();
        assertThat(buckets).as("seed %d", seed).hasSizeLessThanOrEqualTo(columns);
        int at = 0;
        while (at < n && steps[at] < from) {
            at++;
        }
        for (int b = 0; b < buckets.size(); b++) {
            Curves.Bucket bucket = buckets.get(b);
            assertThat(bucket.step()).as("seed %d, bucket %d", seed, b).isEqualTo(steps[at]);
            long end =
                    b + 1 < buckets.size()
                            ? buckets.get(b + 1).step()
                            : to == Long.MAX_VALUE ? to : to + 1;
            float lowest = Float.POSITIVE_INFINITY;
            float highest = Float.NEGATIVE_INFINITY;
            int nans = 0;
            for (; at < n && steps[at] < end; at++) {
                if (Float.isNaN(values[at])) {
                    nans++;
                } else {
                    lowest = Math.min(lowest, values[at]);
                    highest = Math.max(highest, values[at]);
                }
            }
            assertThat(bucket.notNumbers()).as("seed %d, bucket %d", seed, b).isEqualTo(nans);
            if (lowest <= highest) {
                assertThat(bucket.lowest()).as("seed %d, bucket %d", seed, b).isEqualTo(lowest);
                assertThat(bucket.highest()).as("seed %d, bucket %d", seed, b).isEqualTo(highest);
            } else {
                assertThat(bucket.lowest()).as("seed %d, bucket %d", seed, b).isNaN();
            }
        }
        assertThat(at == n || steps[at] > to).as("seed %d: all of the range", seed).isTrue();
    }

    @Test
    void aSpikeOfOneStepInAMillionIsShown() {
        Curves curves = regular(1_000_000);
        float[] spike = {5_000f};
        curves = plus(curves, new long[] {1_000_000}, spike);
        curves = plus(curves, LongStream.range(1_000_001, 1_200_000).toArray(), new float[199_999]);
        List<Curves.Bucket> buckets = curves.buckets("t", "m", 200, 0, Long.MAX_VALUE).buckets();
        assertThat(buckets).hasSize(200);
        assertThat(buckets).filteredOn(b -> b.highest() == 5_000f).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 63, 64, 65, 1_023, 1_024, 1_025, 5_000})
    void asManyColumnsAsMeasurementsShowEachMeasurement(int n) {
        Curves.Series series = regular(n).series("t", "m");
        List<Curves.Bucket> buckets = regular(n).buckets("t", "m", n, 0, Long.MAX_VALUE).buckets();
        assertThat(buckets).hasSize(n);
        for (int i = 0; i < n; i++) {
            assertThat(buckets.get(i).step()).isEqualTo(i);
            assertThat(buckets.get(i).lowest()).isEqualTo(series.values()[i]);
            assertThat(buckets.get(i).highest()).isEqualTo(series.values()[i]);
        }
    }

    @Test
    void anUnknownMetricIsEmpty() {
        assertThat(Curves.EMPTY.series("t", "m").isEmpty()).isTrue();
        assertThat(Curves.EMPTY.buckets("t", "m", 10, 0, Long.MAX_VALUE).buckets()).isEmpty();
        assertThat(regular(10).buckets("t", "m", 10, 10, Long.MAX_VALUE).buckets()).isEmpty();
        assertThat(regular(10).buckets("t", "other", 10, 0, Long.MAX_VALUE).buckets()).isEmpty();
    }

    @RepeatedTest(20)
    void measurementsInAnyOrderGiveTheLastOfEachStep() {
        long seed = SEED;
        Random random = new Random(seed);
        TreeMap<Long, Float> expected = new TreeMap<>();
        Curves curves = Curves.EMPTY;
        List<Curves> versions = new ArrayList<>();
        List<TreeMap<Long, Float>> then = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            TreeMap<Long, Float> batch = new TreeMap<>();
            int n = 1 + random.nextInt(random.nextInt(3) == 0 ? 3_000 : 20);
            long from = random.nextInt(20_000);
            for (int k = 0; k < n; k++) {
                batch.put(from + random.nextInt(4 * n), random.nextFloat());
            }
            float[] values = new float[batch.size()];
            int at = 0;
            for (float value : batch.values()) {
                values[at++] = value;
            }
            curves = plus(curves, batch.keySet().stream().mapToLong(s -> s).toArray(), values);
            expected.putAll(batch);
            versions.add(curves);
            then.add(new TreeMap<>(expected));
        }
        for (int v = 0; v < versions.size(); v++) {
            Curves.Series series = versions.get(v).series("t", "m");
            assertThat(series.size()).as("seed %d", seed).isEqualTo(then.get(v).size());
            int at = 0;
            for (Map.Entry<Long, Float> e : then.get(v).entrySet()) {
                assertThat((long) series.steps()[at]).as("seed %d", seed).isEqualTo(e.getKey());
                assertThat(series.values()[at++]).as("seed %d", seed).isEqualTo(e.getValue());
            }
            Curves stored = Curves.of(Map.of("t", versions.get(v).stored("t")));
            assertThat(stored).as("seed %d", seed).isEqualTo(versions.get(v));
            assertThat(versions.get(v).measuredAt("t", "m", then.get(v).firstKey())).isTrue();
            assertThat(versions.get(v).measuredAt("t", "m", -1)).isFalse();
            int shown =
                    versions.get(v)
                            .buckets("t", "m", series.size() + 50_000, 0, 99_999)
                            .buckets()
                            .size();
            assertThat(shown).as("seed %d: all measurements", seed).isEqualTo(series.size());
        }
    }
}
