package io.tunebook.events.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventIdsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);

    private List<UUID> take(EventIds ids, int n) {
        List<UUID> taken = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            taken.add(ids.next());
        }
        return taken;
    }

    private EventIds at(AtomicReference<Instant> time) {
        InstantSource source = time::get;
        return new EventIds(source.withZone(ZoneOffset.UTC), new Random(1));
    }

    @Test
    void anIdCarriesTheMillisecondItsVersionAndItsVariant() {
        UUID id = at(now).next();
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON.toEpochMilli());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void idsIncreaseWithinAMillisecondAndWhenTheClockGoesBackAnHour() {
        EventIds ids = at(now);
        List<UUID> taken = new ArrayList<>(take(ids, 10_000));
        now.set(NOON.minus(Duration.ofHours(1)));
        taken.addAll(take(ids, 10_000));
        now.set(NOON.plusSeconds(1));
        taken.addAll(take(ids, 10));
        assertThat(taken).extracting(UUID::getMostSignificantBits).isSorted();
        assertThat(new HashSet<>(taken)).hasSize(20_010);
        assertThat(taken.getLast().getMostSignificantBits() >>> 16)
                .isEqualTo(NOON.plusSeconds(1).toEpochMilli());
    }

    @Test
    void idsAreUniqueAcrossThreads() {
        EventIds ids = new EventIds(clock);
        List<UUID> taken =
                java.util.stream.IntStream.range(0, 8)
                        .parallel()
                        .boxed()
                        .flatMap(i -> take(ids, 5_000).stream())
                        .toList();
        assertThat(new HashSet<>(taken)).hasSize(40_000);
    }
}
