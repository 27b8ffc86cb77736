package io.tunebook.events.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract of every implementation of the log, with its superclasses.
public abstract class EventLogContract extends SubscriptionContract {
    @Test
    void positionsAndVersionsStartAtOneAndHaveNoGaps() {
        assertThat(log().append("a", Expected.none(), events(2))).isEqualTo(new Appended(1, 2, 2));
        assertThat(log().append("b", Expected.none(), events(1))).isEqualTo(new Appended(3, 3, 1));
        assertThat(log().append("a", Expected.exists(), events(1)))
                .isEqualTo(new Appended(4, 4, 3));

        assertThat(log().read(0, 10))
                .extracting(RecordedEvent::position)
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(log().readStream("a", 0, 10))
                .extracting(RecordedEvent::streamVersion)
                .containsExactly(1L, 2L, 3L);
        assertThat(log().head().position()).isEqualTo(4);
    }

    @Test
    void readEventsEqualAppendedEvents() {
        NewEvent written = event("grüße, 你好");
        log().append("s", Expected.any(), List.of(written));
        RecordedEvent read = log().at(1).orElseThrow();
        assertThat(read.sameAs("s", written, PayloadComparison.BYTES)).isTrue();
        assertThat(read.recordedAt()).isEqualTo(NOON);
        assertThat(read.hash()).isEqualTo(log().head().hash()).hasSize(32);
        assertThat(log().find(written.id())).contains(read);
        assertThat(log().find(IDS.next())).isEmpty();
        assertThat(log().at(2)).isEmpty();
    }

    @Test
    void anUnexpectedStreamVersionIsAConflictWithTheCurrentVersion() {
        log().append("s", Expected.any(), events(2));
        for (Expected wrong : List.of(Expected.none(), Expected.exact(1), Expected.exact(3))) {
            VersionConflict conflict =
                    catchThrowableOfType(
                            VersionConflict.class, () -> log().append("s", wrong, events(1)));
            assertThat(conflict.current()).isEqualTo(2);
        }
        assertThatThrownBy(() -> log().append("empty", Expected.exists(), events(1)))
                .isInstanceOf(VersionConflict.class);
        assertThat(log().append("s", Expected.exact(2), events(1)).streamVersion()).isEqualTo(3);
        assertThat(log().head().position()).isEqualTo(3);
    }

    @Test
    void aRetryReturnsTheFirstPositions() {
        List<NewEvent> batch = events(3);
        Appended first = log().append("s", Expected.none(), batch);
        log().append("s", Expected.any(), events(1));
        assertThat(log().append("s", Expected.none(), batch).firstPosition())
                .isEqualTo(first.firstPosition());
        assertThat(log().append("s", Expected.none(), batch).lastPosition())
                .isEqualTo(first.lastPosition());
        assertThat(log().head().position()).isEqualTo(4);
    }

    @Test
    void aRecordedIdWithOtherContentIsAConflict() {
        NewEvent known = event("one");
        log().append("s", Expected.any(), List.of(known));
        assertThatThrownBy(
                        () -> log().append("s", Expected.any(), List.of(event(known.id(), "two"))))
                .isInstanceOf(IdConflict.class);
        assertThatThrownBy(() -> log().append("other", Expected.any(), List.of(known)))
                .isInstanceOf(IdConflict.class);
        assertThatThrownBy(() -> log().append("s", Expected.any(), List.of(known, event("new"))))
                .isInstanceOf(IdConflict.class);
        NewEvent twice = event("twice");
        assertThatThrownBy(() -> log().append("s", Expected.any(), List.of(twice, twice)))
                .isInstanceOf(IdConflict.class);
        assertThat(log().head().position()).isEqualTo(1);
    }

    @Test
    void anEqualRetryInANewerVersionReturnsTheFirstPositions() {
        NewEvent old = event("one");
        Appended first = log().append("s", Expected.none(), List.of(old));
        assertThat(log().append("s", Expected.none(), List.of(newer(old, "ONE")))).isEqualTo(first);
        assertThatThrownBy(() -> log().append("s", Expected.none(), List.of(newer(old, "TWO"))))
                .isInstanceOf(IdConflict.class);
        assertThat(log().at(1).orElseThrow().typeVersion()).isEqualTo(1);
        assertThat(log().head().position()).isEqualTo(1);
    }

    private static NewEvent newer(NewEvent old, String text) {
        return new NewEvent(
                old.id(),
                old.type(),
                2,
                old.actor(),
                old.recordedAt(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aClockThatGoesBackAnHourChangesNeitherTheOrderNorWhatIsRead() {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            NewEvent e = event("event " + i);
            Instant at = i < 2 ? NOON.plusSeconds(i) : NOON.minusSeconds(3_600 - i);
            events.add(new NewEvent(e.id(), e.type(), e.typeVersion(), e.actor(), at, e.payload()));
            log().append("s", Expected.exact(i), List.of(events.getLast()));
        }
        assertThat(log().read(0, 10))
                .extracting(RecordedEvent::id)
                .containsExactlyElementsOf(events.stream().map(NewEvent::id).toList());
        assertThat(log().readStream("s", 0, 10))
                .extracting(RecordedEvent::recordedAt)
                .containsExactlyElementsOf(events.stream().map(NewEvent::recordedAt).toList());
        assertThat(
                        log().query(
                                        EventFilter.ALL.between(
                                                NOON.minusSeconds(7_200), NOON.minusSeconds(60)),
                                        Long.MAX_VALUE,
                                        10))
                .extracting(RecordedEvent::position)
                .containsExactly(4L, 3L);
        assertThat(log().verify()).isInstanceOf(Verification.Intact.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_001})
    void anAppendTakesOneToAThousandEvents(int n) {
        assertThatThrownBy(() -> log().append("s", Expected.any(), events(n)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 1,000");
        assertThat(log().append("s", Expected.any(), events(1_000)).lastPosition())
                .isEqualTo(1_000);
    }

    @Test
    void eightWritersOnOneStreamLeaveTwoThousandVersionsWithoutAGap() {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int w = 0; w < 8; w++) {
            writers.add(
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 250; i++) {
                            log().append("s", Expected.any(), events(1));
                        }
                    }));
        }
        writers.forEach(CompletableFuture::join);
        assertThat(log().readStream("s", 0, 3_000))
                .extracting(RecordedEvent::streamVersion)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 2_000).boxed().toList());
        assertThat(log().verify()).isInstanceOf(Verification.Intact.class);
    }

    @Test
    void onlyOneOfManyWritersWithTheSameExpectedVersionSucceeds() {
        log().append("s", Expected.none(), events(1));
        List<CompletableFuture<Appended>> races = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            races.add(log().submit("s", Expected.exact(1), events(1)));
        }
        long won = races.stream().filter(r -> r.handle((a, e) -> e == null).join()).count();
        assertThat(won).isEqualTo(1);
        assertThat(log().head().position()).isEqualTo(2);
    }

    @Test
    void aClockThatGoesBackAnHourKeepsOrderAndReads() {
        NewEvent late =
                new NewEvent(
                        IDS.next(), "note-added", 1, "ada", NOON.plusSeconds(3_600), new byte[0]);
        log().append("s", Expected.any(), List.of(late));
        log().append("s", Expected.any(), events(2));
        assertThat(log().read(0, 10))
                .extracting(RecordedEvent::recordedAt)
                .containsExactly(late.recordedAt(), NOON, NOON);
        assertThat(log().verify()).isInstanceOf(Verification.Intact.class);
    }

    @Test
    void anEmptyLogVerifies() {
        assertThat(log().verify()).isEqualTo(new Verification.Intact(0, Head.EMPTY));
    }

    @Test
    void aLaterRetryIsRecognisedByIdAndContent() {
        NewEvent first = event("one");
        NewEvent again =
                new NewEvent(
                        first.id(),
                        first.type(),
                        1,
                        "ada",
                        NOON.plusSeconds(60),
                        first.payload().clone());
        Appended answer = log().append("s", Expected.none(), List.of(first));
        assertThat(log().append("s", Expected.none(), List.of(again))).isEqualTo(answer);
        assertThat(log().at(1).orElseThrow().recordedAt()).isEqualTo(NOON);
    }

    @Test
    void recordedEventsInAnotherOrderOrInPartAreAConflict() {
        List<NewEvent> batch = events(3);
        log().append("s", Expected.none(), batch);
        assertThatThrownBy(() -> log().append("s", Expected.any(), batch.reversed()))
                .isInstanceOf(IdConflict.class);
        assertThat(log().append("s", Expected.any(), batch.subList(1, 3)))
                .isEqualTo(new Appended(2, 3, 3));
        assertThat(log().head().position()).isEqualTo(3);
    }

    @Test
    void theSameAppendFromManyThreadsIsWrittenOnce() {
        for (int round = 0; round < 20; round++) {
            String stream = "s" + round;
            List<NewEvent> batch = events(3);
            long before = log().head().position();
            List<CompletableFuture<Appended>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(log().submit(stream, Expected.none(), batch));
                all.add(log().submit(stream, Expected.any(), batch));
            }
            assertThat(all)
                    .extracting(CompletableFuture::join)
                    .containsOnly(new Appended(before + 1, before + 3, 3));
            assertThat(log().head().position()).isEqualTo(before + 3);
        }
    }

    @Test
    void aRejectedAppendDoesNotAffectOthersOfItsCommit() {
        NewEvent known = event("known");
        log().append("s", Expected.any(), List.of(known));
        List<CompletableFuture<Appended>> good = new ArrayList<>();
        List<CompletableFuture<Appended>> bad = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            good.add(log().submit("good", Expected.exact(2L * i), events(2)));
            bad.add(log().submit("good", Expected.exact(7_000), events(1)));
            bad.add(log().submit("s", Expected.any(), List.of(event(known.id(), "other"))));
        }
        assertThat(good).allMatch(f -> f.handle((a, e) -> e == null).join());
        assertThat(bad).allMatch(f -> f.handle((a, e) -> e != null).join());
        assertThat(log().readStream("good", 0, 1_000)).hasSize(100);
        assertThat(log().head().position()).isEqualTo(101);
        assertThat(log().verify()).isInstanceOf(Verification.Intact.class);
    }

    @Test
    void aRejectedBatchWritesNothing() {
        NewEvent known = event("known");
        log().append("s", Expected.any(), List.of(known));
        List<NewEvent> batch = new ArrayList<>(events(9));
        batch.add(event(known.id(), "other"));
        assertThatThrownBy(() -> log().append("new", Expected.any(), batch))
                .isInstanceOf(IdConflict.class);
        assertThat(log().readStream("new", 0, 10)).isEmpty();
        assertThat(log().append("new", Expected.none(), batch.subList(0, 9)))
                .isEqualTo(new Appended(2, 10, 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_095, 4_096, 1 << 20})
    void payloadsAreReadByteForByte(int bytes) {
        byte[] payload = new byte[bytes];
        new Random(bytes).nextBytes(payload);
        NewEvent event = new NewEvent(IDS.next(), "t", 1, "ada", NOON, payload);
        log().append("s", Expected.any(), List.of(event));
        assertThat(log().find(event.id()).orElseThrow().payload()).isEqualTo(payload);
    }

    @Test
    void timesHaveMicrosecondsAlsoBefore1970() {
        for (String time : List.of("1969-12-31T23:59:59.999999999Z", "0000-01-01T00:00:00Z")) {
            Instant given = Instant.parse(time);
            NewEvent event = new NewEvent(IDS.next(), "t", 1, "ada", given, new byte[0]);
            log().append("s", Expected.any(), List.of(event));
            assertThat(log().find(event.id()).orElseThrow().recordedAt())
                    .isEqualTo(given.truncatedTo(ChronoUnit.MICROS));
        }
        assertThat(log().verify()).isInstanceOf(Verification.Intact.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "\0", "half \ud83d", "\udca9"})
    void invalidNamesAreRejected(String name) {
        assertThatThrownBy(() -> log().append(name, Expected.any(), events(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NewEvent(IDS.next(), name, 1, "ada", NOON, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NewEvent(IDS.next(), "t", 1, name, NOON, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAcknowledgedAppendIsReadAtOnce() {
        for (int i = 1; i <= 200; i++) {
            NewEvent event = event("event " + i);
            Appended appended = log().append("s", Expected.exact(i - 1), List.of(event));
            assertThat(log().head().position()).isEqualTo(appended.lastPosition());
            assertThat(
                            log().at(appended.lastPosition())
                                    .orElseThrow()
                                    .sameAs("s", event, PayloadComparison.BYTES))
                    .isTrue();
        }
    }
}
