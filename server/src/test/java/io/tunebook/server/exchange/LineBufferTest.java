package io.tunebook.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.NewEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    @Test
    void aLineIsAsLongAsTheMemoryAllowsAndFitsTheLargestEvent() {
        assertThat(LineBuffer.maxBytes(256L << 20)).isEqualTo(16 << 20);
        assertThat(LineBuffer.maxBytes(64L << 30)).isGreaterThan(NewEvent.MAX_BYTES / 3 * 4 + 4096);
    }

    @Test
    void aLongerLineIsRefusedInWords() {
        LineBuffer line = new LineBuffer(1_000);
        for (int i = 0; i < 998; i++) {
            line.append((byte) 'x');
        }
        byte[] more = "yz!".getBytes(StandardCharsets.US_ASCII);
        line.append(more, 0, 2);
        assertThat(new String(line.toByteArray(), StandardCharsets.US_ASCII))
                .isEqualTo("x".repeat(998) + "yz");
        assertThatThrownBy(() -> line.append(more, 2, 3))
                .isInstanceOf(LineTooLongException.class)
                .hasMessageContaining("longer than 1,000 bytes")
                .hasMessageContaining("-Xmx");
    }
}
