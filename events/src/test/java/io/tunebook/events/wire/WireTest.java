package io.tunebook.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    /// A file for each version, one line per event: wire name, version, payload (hex for binary
    /// ones). Never edited: every log of this version must stay readable.
    static List<String> golden() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            try (InputStream in =
                    WireTest.class.getResourceAsStream("golden-%d.txt".formatted(i))) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
            }
        }
        return lines;
    }

    /// Events of the newest version are encoded byte for byte; older ones are upcast to it.
    @ParameterizedTest
    @MethodSource("golden")
    void logsOfEveryVersionAreReadAndTheNewestIsWrittenEqually(String line) {
        String[] parts = line.split(" ", 3);
        int version = Integer.parseInt(parts[1]);
        byte[] payload = payload(parts);
        Event event = Wire.decode(parts[0], version, payload);
        Wire.Encoded encoded = Wire.encode(event);
        assertThat(encoded.type()).isEqualTo(parts[0]);
        assertThat(encoded.version()).isEqualTo(Wire.newest(parts[0]));
        assertThat(Wire.decode(encoded.type(), encoded.version(), encoded.payload()))
                .isEqualTo(event);
        if (version == encoded.version()) {
            assertThat(new String(encoded.payload(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(new String(payload, StandardCharsets.ISO_8859_1));
        }
        assertThat(Wire.isSame(parts[0], version, payload, encoded.version(), encoded.payload()))
                .isTrue();
    }

    private static byte[] payload(String[] parts) {
        return Wire.binary(parts[0])
                ? HexFormat.of().parseHex(parts[2])
                : parts[2].getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theNewestVersionOfEveryEventIsGolden() throws IOException {
        Set<String> seen = new TreeSet<>();
        golden().forEach(l -> seen.add(l.substring(0, l.indexOf(' ', l.indexOf(' ') + 1))));
        assertThat(seen)
                .containsAll(Wire.names().stream().map(n -> n + " " + Wire.newest(n)).toList());
    }

    /// Once appended, it would prevent every later start of a server.
    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00x", "a\udbff", "\udc00\ud800"})
    void aNameWithAnUnpairedSurrogateIsRejected(String half) {
        assertThatThrownBy(() ->
                        Wire.encode(
                                new Event.RunLogged("r", Map.of(half, "1"), Map.of(), List.of())))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("unpaired surrogate");
        Measurements one = new Measurements(half, new long[] {1}, new long[] {1}, new double[] {1});
        assertThatThrownBy(() -> Wire.encode(new Event.RunMeasured("r", List.of(one))))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("unpaired surrogate");
    }

    @Test
    void aTooLongNameIsRejected() {
        Curve curve = new Curve(new long[] {1}, List.of("x".repeat(70_000)), new float[][] {{1}});
        assertThatThrownBy(() -> Wire.encode(new Event.CurveMeasured("t", curve)))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("70,000 bytes");
    }

    @Test
    void theGoldenLogHasEveryEventType() throws IOException {
        Set<String> seen = new TreeSet<>();
        golden().forEach(l -> seen.add(l.substring(0, l.indexOf(' '))));
        assertThat(seen).isEqualTo(new TreeSet<>(Wire.names()));
        assertThat(Wire.names()).hasSize((int) leaves(Event.class).count());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WireTest::leaves)
                : Stream.of(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "note-added 2 {\"subject\":\"round/r\",\"text\":\"x\"}",
                "unknown-event 1 {}",
                "note-added 1 {\"subject\":\"round/r\"",
                "note-added 1 {\"subject\":\"round/r\",\"text\":\"x\",\"more\":1}",
                "note-added 1 {\"subject\":\"round/r\",\"text\":\"\"}",
                "curve-measured 1 x",
                "run-measured 1 x",
                "run-created 1 null",
                "run-created 1 [1]",
                "study-created 1 {}",
                "run-logged 1 {\"run\":\"r\",\"parent\":\"p\",\"params\":{},\"tags\":{},\"removed\":[]}",
                "run-logged 1 {\"run\":\"r\",\"params\":{},\"tags\":{},\"removed\":[],\"more\":1}",
                "run-logged 1 {\"run\":\"r\",\"params\":{},\"tags\":1,\"removed\":2}",
                "project-created 1 {\"project\":\"p\",\"title\":\"P\",\"objective\":{\"metric\":\"e\",\"direction\":\"MINIMIZE\",\"unit\":\"none\"}}",
                "project-created 2 {\"project\":\"p\",\"title\":\"P\",\"objective\":{\"metric\":\"e\",\"direction\":\"MINIMIZE\",\"unit\":\"points\"}}",
                "trial-proposed 1 {\"trial\":\"t\",\"study\":\"s\",\"number\":0,\"configuration\":{},\"repeat\":1}",
                "trial-proposed 2 {\"trial\":\"t\",\"study\":\"s\",\"number\":0,\"configuration\":{},\"repeat\":-1}",
                "study-extended 1 {\"study\":\"s\",\"space\":[{\"name\":\"lr\",\"domain\":{\"scale\":\"log\",\"low\":0.1,\"high\":1},\"when\":null,\"bounds\":{\"low\":0,\"lowOpen\":true,\"highOpen\":false}}],\"trials\":4,\"why\":\"x\"}",
                "study-extended 2 {\"study\":\"s\",\"space\":[{\"name\":\"lr\",\"domain\":{\"scale\":\"log\",\"low\":0.1,\"high\":2},\"when\":null,\"bounds\":{\"high\":1,\"lowOpen\":true,\"highOpen\":false}}],\"trials\":4,\"why\":\"x\"}",
                "run-logged 0 {}",
                "run-logged 3 {}",
                "run-created 1 {\"run\":\"../x\",\"experiment\":\"1\",\"name\":\"\",\"user\":\"\",\"startTime\":1,\"tags\":{}}"
            })
    void aPayloadThatDoesNotMatchItsNameIsUnreadable(String line) {
        String[] parts = line.split(" ", 3);
        assertThatThrownBy(() ->
                        Wire.decode(
                                parts[0],
                                Integer.parseInt(parts[1]),
                                parts[2].getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableEvent.class);
    }

    static Stream<Curve> curves() {
        float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
        return Stream.of(
                new Curve(new long[0], List.of("a"), new float[][] {{}}),
                new Curve(new long[] {7}, List.of("a"), new float[][] {{1}}),
                new Curve(
                        new long[] {0, 10, 20, 30},
                        List.of("a", "bé"),
                        new float[][] {special, special}),
                new Curve(
                        new long[] {1, 2, 4, 8_000_000_000L},
                        List.of("a"),
                        new float[][] {special}));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void aCurveIsDecodedBitForBitWithNaNAndInfinities(Curve curve) {
        Event event = new Event.CurveMeasured("s-t1", curve);
        Wire.Encoded encoded = Wire.encode(event);
        assertThat(Wire.decode(encoded.type(), encoded.version(), encoded.payload()))
                .isEqualTo(event);
    }

    @Test
    void aTruncatedCurveIsUnreadable() {
        byte[] whole =
                Wire.encode(
                                new Event.CurveMeasured(
                                        "s-t1",
                                        new Curve(
                                                new long[] {1, 2, 3},
                                                List.of("a", "b"),
                                                new float[][] {{1, 2, 3}, {4, 5, 6}})))
                        .payload();
        for (int n = 0; n < whole.length; n++) {
            byte[] cut = Arrays.copyOf(whole, n);
            assertThatThrownBy(() -> Wire.decode("curve-measured", 1, cut))
                    .as("%d bytes", n)
                    .isInstanceOf(UnreadableEvent.class);
        }
    }

    /// 16777217 and 1e39 are no float32. Curves of float32 values stay half as large.
    @Test
    void aCurveIsDecodedWithTheExactValuesThatWereReported() {
        double[] exact = {16_777_217, 0.123456789012345, 1e39, 4.9e-324, Double.NaN, -0.0};
        long[] steps = {1, 2, 3, 4, 5, 6};
        Event event =
                new Event.CurveMeasured(
                        "t", new Curve(steps, List.of("a"), new double[][] {exact}));
        Wire.Encoded encoded = Wire.encode(event);
        assertThat(Wire.decode(encoded.type(), encoded.version(), encoded.payload()))
                .isEqualTo(event);
        var single = new Curve(steps, List.of("a"), new float[][] {{1, 2, 3, 4, 5, Float.NaN}});
        assertThat(Wire.encode(new Event.CurveMeasured("t", single)).payload())
                .hasSize(encoded.payload().length - 6 * 4);
        for (int n = 0; n < encoded.payload().length; n++) {
            byte[] cut = Arrays.copyOf(encoded.payload(), n);
            assertThatThrownBy(() -> Wire.decode("curve-measured", 1, cut))
                    .as("%d bytes", n)
                    .isInstanceOf(UnreadableEvent.class);
        }
    }

    /// Versions before the second encoding rounded every value to float32.
    @Test
    void aRetriedCurveEqualsTheOneThatAnEarlierVersionRounded() {
        byte[] rounded = curve(0.1f);
        assertThat(Wire.isSame("curve-measured", 1, rounded, 1, curve(0.1))).isTrue();
        assertThat(Wire.isSame("curve-measured", 1, rounded, 1, curve(0.2))).isFalse();
        assertThat(Wire.isSame("curve-measured", 1, curve(0.1), 1, curve(Math.nextUp(0.1))))
                .isFalse();
    }

    private static byte[] curve(double value) {
        Curve curve = new Curve(new long[] {1}, List.of("a"), new double[][] {{value}});
        return Wire.encode(new Event.CurveMeasured("t", curve)).payload();
    }

    static Stream<Measurements> measurements() {
        double[] special = {Double.NaN, Double.POSITIVE_INFINITY, -0.0, 0.1};
        return Stream.of(
                new Measurements("a", new long[0], new long[0], new double[0]),
                new Measurements("a", new long[] {7}, new long[] {1700}, new double[] {0.5}),
                new Measurements(
                        "bé", new long[] {0, 10, 10, -3}, new long[] {9, 9, 9, 9}, special),
                Measurements.untimed("c", new long[] {1, 2, 3, 4}, special));
    }

    @ParameterizedTest
    @MethodSource("measurements")
    void measurementsAreDecodedBitForBitAlsoWhenStepsRepeatOrDecrease(Measurements m) {
        Event event = new Event.RunMeasured("r", List.of(m, m));
        Wire.Encoded encoded = Wire.encode(event);
        assertThat(Wire.decode(encoded.type(), encoded.version(), encoded.payload()))
                .isEqualTo(event);
        for (int n = 0; n < encoded.payload().length; n++) {
            byte[] cut = Arrays.copyOf(encoded.payload(), n);
            assertThatThrownBy(() -> Wire.decode("run-measured", 1, cut))
                    .as("%d bytes", n)
                    .isInstanceOf(UnreadableEvent.class);
        }
    }
}
