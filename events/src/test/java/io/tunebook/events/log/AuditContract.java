package io.tunebook.events.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract of every log for filtered pages of events.
abstract class AuditContract extends LogFixture {
    @Test
    void pagesAreReadFromTheNewestEventBackWithFilters() {
        log().append("a", Expected.any(), events(5));
        log().append("b", Expected.any(), events(5));
        NewEvent later =
                new NewEvent(
                        IDS.next(),
                        "round-closed",
                        1,
                        "bob",
                        NOON.plus(Duration.ofHours(1)),
                        new byte[] {1});
        log().append("a", Expected.any(), List.of(later));

        assertThat(log().query(EventFilter.ALL, Long.MAX_VALUE, 3))
                .extracting(RecordedEvent::position)
                .containsExactly(11L, 10L, 9L);
        assertThat(positions(new EventFilter("a", null, null, null, null)))
                .containsExactly(11L, 5L, 4L, 3L, 2L, 1L);
        assertThat(positions(new EventFilter(null, "round-closed", null, null, null)))
                .containsExactly(11L);
        assertThat(positions(new EventFilter(null, null, "bob", null, null))).containsExactly(11L);
        assertThat(positions(new EventFilter(null, null, null, NOON.plusSeconds(1), null)))
                .containsExactly(11L);
        assertThat(positions(new EventFilter("a", null, null, null, NOON.plusSeconds(1))))
                .hasSize(5);
        assertThat(positions(new EventFilter(null, "never-seen", null, null, null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void pagesOfAnyFilterHaveEveryMatchingEventOnceInBothDirections(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            log().submit("s" + random.nextInt(3), Expected.any(), List.of(anyEvent(random))).join();
        }
        List<RecordedEvent> all = log().read(0, 1_000);
        for (int i = 0; i < 25; i++) {
            EventFilter filter = anyFilter(random);
            List<Long> passing =
                    all.stream().filter(passes(filter)).map(RecordedEvent::position).toList();
            int limit = 1 + random.nextInt(80);
            assertThat(forth(filter, limit))
                    .as("seed %d, %s", seed, filter)
                    .containsExactlyElementsOf(passing);
            assertThat(back(filter, limit))
                    .as("seed %d, %s", seed, filter)
                    .containsExactlyElementsOf(passing.reversed());
        }
    }

    @Test
    void readsBeyondTheEndsAreEmpty() {
        log().append("s", Expected.any(), events(3));
        assertThat(log().read(3, 10)).isEmpty();
        assertThat(log().read(1_000, 10)).isEmpty();
        assertThat(log().readStream("s", 3, 10)).isEmpty();
        assertThat(log().readStream("none", 0, 10)).isEmpty();
        assertThat(log().query(EventFilter.ALL, 1, 10)).isEmpty();
        assertThat(log().queryAfter(EventFilter.ALL, 3, 10)).isEmpty();
        assertThat(log().read(0, 2))
                .extracting(RecordedEvent::position)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 2).boxed().toList());
    }

    private static NewEvent anyEvent(Random random) {
        return new NewEvent(
                IDS.next(),
                "type-" + random.nextInt(4),
                1,
                "actor-" + random.nextInt(3),
                NOON.plusSeconds(random.nextInt(100)),
                new byte[random.nextInt(20)]);
    }

    private static EventFilter anyFilter(Random random) {
        Instant from = NOON.plusSeconds(random.nextInt(60));
        return new EventFilter(
                random.nextBoolean() ? "s" + random.nextInt(4) : null,
                random.nextBoolean() ? "type-" + random.nextInt(5) : null,
                random.nextBoolean() ? "actor-" + random.nextInt(4) : null,
                random.nextBoolean() ? from : null,
                random.nextBoolean() ? from.plusSeconds(random.nextInt(60)) : null);
    }

    private static Predicate<RecordedEvent> passes(EventFilter filter) {
        return e ->
                (filter.stream() == null || filter.stream().equals(e.stream()))
                        && (filter.type() == null || filter.type().equals(e.type()))
                        && (filter.actor() == null || filter.actor().equals(e.actor()))
                        && (filter.from() == null || !e.recordedAt().isBefore(filter.from()))
                        && (filter.to() == null || e.recordedAt().isBefore(filter.to()));
    }

    private List<Long> forth(EventFilter filter, int limit) {
        List<Long> seen = new ArrayList<>();
        for (List<RecordedEvent> page = log().queryAfter(filter, 0, limit);
                !page.isEmpty();
                page = log().queryAfter(filter, seen.getLast(), limit)) {
            page.forEach(e -> seen.add(e.position()));
        }
        return seen;
    }

    private List<Long> back(EventFilter filter, int limit) {
        List<Long> seen = new ArrayList<>();
        for (List<RecordedEvent> page = log().query(filter, Long.MAX_VALUE, limit);
                !page.isEmpty();
                page = log().query(filter, seen.getLast(), limit)) {
            page.forEach(e -> seen.add(e.position()));
        }
        return seen;
    }

    private List<Long> positions(EventFilter filter) {
        return log().query(filter, Long.MAX_VALUE, 100).stream()
                .map(RecordedEvent::position)
                .toList();
    }
}
