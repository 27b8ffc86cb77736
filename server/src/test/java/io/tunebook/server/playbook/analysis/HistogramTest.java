package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void binsHaveEqualRatiosOverOrdersOfMagnitude() {
        float[] norms = new float[1_000];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = (float) Math.pow(10, 3.0 * i / (norms.length - 1));
        }
        Histogram h = Histogram.of(norms).orElseThrow();
        assertThat(h.bins().getFirst().from()).isCloseTo(1, within(1e-6));
        assertThat(h.bins().getLast().to()).isCloseTo(1_000, within(0.01));
        assertThat(h.bins()).allSatisfy(b -> assertThat(b.count()).isBetween(40, 43));
        assertThat(h.bins().stream().mapToInt(Histogram.Bin::count).sum()).isEqualTo(1_000);
        assertThat(h.ninetieth()).isCloseTo(Math.pow(10, 2.7), within(5.0));
    }

    @Test
    void valuesWithoutALogarithmAreCountedSeparately() {
        float[] norms = new float[30];
        Arrays.fill(norms, 2);
        norms[3] = Float.NaN;
        norms[4] = Float.POSITIVE_INFINITY;
        norms[5] = 0;
        Histogram h = Histogram.of(norms).orElseThrow();
        assertThat(h.apart()).isEqualTo(3);
        assertThat(h.bins().getFirst().count()).isEqualTo(27);
        assertThat(h.median()).isEqualTo(2);
    }

    @Test
    void fewValuesGiveNoHistogram() {
        assertThat(Histogram.of(new float[] {1, 2, 3})).isEmpty();
    }
}
