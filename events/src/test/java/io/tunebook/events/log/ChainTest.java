package io.tunebook.events.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The hash of an event never changes, so that old logs verify.
class ChainTest {
    private static final NewEvent EVENT =
            new NewEvent(
                    UUID.fromString("019b7f2e-6c00-7abc-8123-456789abcdef"),
                    "note-added",
                    2,
                    "Ada Löwe",
                    Instant.parse("2026-01-02T12:00:00.123456Z"),
                    "grüße".getBytes(StandardCharsets.UTF_8));

    @Test
    void theHashIsThatOfTheDocumentedBytes() throws Exception {
        byte[] previous = new byte[32];
        previous[0] = 7;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(previous);
        out.writeLong(12);
        text(out, "round/1");
        out.writeLong(3);
        out.writeLong(EVENT.id().getMostSignificantBits());
        out.writeLong(EVENT.id().getLeastSignificantBits());
        text(out, EVENT.type());
        out.writeInt(2);
        text(out, EVENT.actor());
        out.writeLong(1_767_355_200_123_456L);
        out.write(sha256(EVENT.payload()));

        RecordedEvent recorded = new Chain().extend(previous, 12, "round/1", 3, EVENT);
        assertThat(recorded.hash()).isEqualTo(sha256(bytes.toByteArray()));
        assertThat(new Chain().hash(previous, recorded)).isEqualTo(recorded.hash());
    }

    @Test
    void theHashEqualsThatOfTheFirstVersion() {
        RecordedEvent recorded = new Chain().extend(new byte[32], 1, "round/1", 1, EVENT);
        assertThat(HexFormat.of().formatHex(recorded.hash()))
                .isEqualTo("2270f5d0408fabf5d411a4c97d6d46de57385ef45cbdc0e402ebeac0f2ccad34");
    }

    @Test
    void oneChainHashesLongNamesAndManyEvents() {
        Chain chain = new Chain();
        for (int length : new int[] {1, 500, 3}) {
            String stream = "é".repeat(length);
            RecordedEvent recorded = chain.extend(new byte[32], 1, stream, 1, EVENT);
            assertThat(new Chain().hash(new byte[32], recorded)).isEqualTo(recorded.hash());
        }
    }

    private static void text(DataOutputStream out, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
