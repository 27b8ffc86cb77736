package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RunCountTest {
    private static final long GIGABYTE = 1L << 30;

    @Test
    void aTableHasAtMostTwoHundredThousandRuns() {
        assertThatCode(() -> RunCount.check(200_000, 8 * GIGABYTE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> RunCount.check(200_001, 8 * GIGABYTE))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("more than 200,000 runs")
                .hasMessageContaining("split the table");
    }

    @Test
    void withLittleMemoryTheLimitIsLowerAndNamesItsReason() {
        assertThatCode(() -> RunCount.check(16_384, GIGABYTE / 4)).doesNotThrowAnyException();
        assertThatThrownBy(() -> RunCount.check(16_385, GIGABYTE / 4))
                .hasMessageContaining("16,384 runs, the limit for this process's memory")
                .hasMessageContaining("-Xmx2g");
    }
}
