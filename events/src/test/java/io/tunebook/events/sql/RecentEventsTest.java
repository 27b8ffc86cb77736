package io.tunebook.events.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
    private final RecentEvents tail = new RecentEvents();

    @Test
    void returnsTheEventsAfterAPositionInOrder() {
        tail.add(events(1, 10, 1));

        assertThat(positions(tail.after(7, 100))).containsExactly(8L, 9L, 10L);
        assertThat(positions(tail.after(0, 3))).containsExactly(1L, 2L, 3L);
        assertThat(tail.after(10, 100)).isEmpty();
    }

    @Test
    void returnsNoneWhenTheNextEventIsEvicted() {
        tail.add(events(1, 3_000, 1));

        assertThat(tail.after(0, 10)).isEmpty();
        assertThat(tail.after(3_000 - 1_025, 10)).isEmpty();
        assertThat(positions(tail.after(3_000 - 1_024, 1))).containsExactly(3_000L - 1_023);
    }

    @Test
    void holdsAtMostFourMegabytes() {
        tail.add(events(1, 5, 1 << 20));

        assertThat(tail.after(0, 10)).isEmpty();
        assertThat(positions(tail.after(1, 10))).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void restartsAfterAGap() {
        tail.add(events(1, 5, 1));
        tail.add(events(9, 2, 1));

        assertThat(tail.after(3, 10)).isEmpty();
        assertThat(positions(tail.after(8, 10))).containsExactly(9L, 10L);
    }

    private static List<Long> positions(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::position).toList();
    }

    private static List<RecordedEvent> events(long first, int count, int bytes) {
        return LongStream.range(first, first + count)
                .mapToObj(p ->
                        new RecordedEvent(
                                p,
                                "round/r",
                                p,
                                new UUID(0, p),
                                "note-added",
                                1,
                                "ann",
                                Instant.EPOCH,
                                new byte[bytes],
                                new byte[32]))
                .toList();
    }
}
