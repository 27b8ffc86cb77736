package io.tunebook.events.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.Batch;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The queue of appends is limited, in number and in bytes.
@Timeout(60)
class AppendQueueTest {
    private static PendingAppend append(int bytes) {
        return new PendingAppend(
                new Batch(
                        "note/1",
                        Expected.any(),
                        List.of(
                                new NewEvent(
                                        UUID.randomUUID(),
                                        "note-added",
                                        1,
                                        "ada",
                                        Instant.EPOCH,
                                        new byte[bytes]))));
    }

    @Test
    void anAppendToAFullQueueIsRejectedAfterTheTimeout() {
        AppendQueue waiting = new AppendQueue(Duration.ofMillis(50));
        for (int i = 0; i < AppendQueue.MAX_WAITING; i++) {
            waiting.put(append(1));
        }
        assertThatThrownBy(() -> waiting.put(append(1)))
                .isInstanceOf(LogUnavailable.Busy.class)
                .hasMessageContaining("1,024 appends are queued");
        assertThat(waiting.size()).isEqualTo(AppendQueue.MAX_WAITING);
    }

    @Test
    void theQueueIsLimitedInBytesToo() {
        AppendQueue waiting = new AppendQueue(Duration.ofMillis(50));
        int large = 1_000_000;
        long room = AppendQueue.MAX_BYTES_WAITING / append(large).batch().bytes();
        for (int i = 0; i < room; i++) {
            waiting.put(append(large));
        }
        assertThatThrownBy(() -> waiting.put(append(large)))
                .isInstanceOf(LogUnavailable.Busy.class);
        waiting.put(append(1));
    }

    @Test
    void theQueueAcceptsAppendsAgainAfterATake() throws InterruptedException {
        AppendQueue waiting = new AppendQueue(Duration.ofSeconds(50));
        for (int i = 0; i < AppendQueue.MAX_WAITING; i++) {
            waiting.put(append(1));
        }
        Thread late = Thread.startVirtualThread(() -> waiting.put(append(1)));
        assertThat(waiting.take()).hasSize(AppendQueue.MAX_WAITING);
        late.join();
        assertThat(waiting.size()).isEqualTo(1);
    }
}
