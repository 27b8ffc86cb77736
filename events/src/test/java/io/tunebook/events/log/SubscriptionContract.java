package io.tunebook.events.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every log for subscriptions.
abstract class SubscriptionContract extends AuditContract {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    /// Records its calls as texts.
    private static class Listener implements Subscriber {
        private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        private final Consumer<RecordedEvent> and;

        Listener(Consumer<RecordedEvent> and) {
            this.and = and;
        }

        Listener() {
            this(e -> {});
        }

        @Override
        public void onEvent(RecordedEvent event) {
            calls.add("event " + event.position());
            and.accept(event);
        }

        @Override
        public void onCaughtUp(long position) {
            calls.add("caught up at " + position);
        }

        @Override
        public void onError(RuntimeException error) {
            calls.add("ended: " + error.getMessage());
        }

        @Nullable String next() throws InterruptedException {
            return calls.poll(30, TimeUnit.SECONDS);
        }

        List<String> next(int n) throws InterruptedException {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                words.add(String.valueOf(next()));
            }
            return words;
        }
    }

    @Test
    void aSubscriberThatReconnectsDuringWritesReceivesEveryEventExactlyOnce()
            throws InterruptedException {
        long seed = SEED;
        Random random = new Random(seed);
        int writers = 4;
        int each = 400;
        List<CompletableFuture<Void>> writing = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            String stream = "s" + w;
            writing.add(
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < each; i++) {
                            log().append(stream, Expected.any(), events(1 + i % 3 / 2));
                        }
                    }));
        }
        long total = writers * (each + each / 3L);
        List<Long> seen = new ArrayList<>();
        while (seen.size() < total) {
            long after = seen.size();
            long stop = Math.min(random.nextInt(1, 200), total - after);
            CountDownLatch enough = new CountDownLatch((int) stop);
            Listener listener =
                    new Listener(e -> {
                        seen.add(e.position());
                        enough.countDown();
                    });
            try (Subscription subscription = log().subscribe(after, listener)) {
                assertThat(subscription).isNotNull();
                assertThat(enough.await(120, TimeUnit.SECONDS)).as("seed %d", seed).isTrue();
            }
        }
        writing.forEach(CompletableFuture::join);
        assertThat(seen)
                .as("seed %d", seed)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, total).boxed().toList());
    }

    @Test
    void onCaughtUpIsCalledOnce() throws InterruptedException {
        log().append("s", Expected.any(), events(3));
        Listener listener = new Listener();
        try (Subscription subscription = log().subscribe(1, listener)) {
            assertThat(subscription).isNotNull();
            assertThat(listener.next(3)).containsExactly("event 2", "event 3", "caught up at 3");
            log().append("s", Expected.any(), events(1));
            assertThat(listener.next()).isEqualTo("event 4");
            log().append("s", Expected.any(), events(1));
            assertThat(listener.next()).isEqualTo("event 5");
        }
    }

    @Test
    void aSubscriptionBeyondTheHeadReceivesOnlyLaterEvents() throws InterruptedException {
        log().append("s", Expected.any(), events(3));
        Listener listener = new Listener();
        try (Subscription subscription = log().subscribe(5, listener)) {
            assertThat(subscription).isNotNull();
            assertThat(listener.next()).isEqualTo("caught up at 5");
            log().append("s", Expected.any(), events(4));
            assertThat(listener.next(2)).containsExactly("event 6", "event 7");
        }
    }

    @Test
    void aSubscriberThatThrowsIsEndedAndTheOthersContinue() throws InterruptedException {
        log().append("s", Expected.any(), events(3));
        Listener broken =
                new Listener(e -> {
                    if (e.position() == 2) {
                        throw new IllegalStateException("no more");
                    }
                });
        Listener sound = new Listener();
        try (Subscription one = log().subscribe(0, broken);
                Subscription other = log().subscribe(0, sound)) {
            assertThat(one).isNotSameAs(other);
            assertThat(broken.next(3)).containsExactly("event 1", "event 2", "ended: no more");
            assertThat(sound.next(4))
                    .containsExactly("event 1", "event 2", "event 3", "caught up at 3");
        }
    }

    @Test
    void nothingIsDeliveredAfterASubscriptionIsClosed() throws InterruptedException {
        Listener listener = new Listener();
        Subscription subscription = log().subscribe(0, listener);
        assertThat(listener.next()).isEqualTo("caught up at 0");
        subscription.close();
        subscription.close();
        log().append("s", Expected.any(), events(3));
        assertThat(listener.calls).isEmpty();
    }

    @Test
    void closingTheLogEndsItsSubscriptions() throws InterruptedException {
        Listener listener = new Listener();
        Subscription subscription = log().subscribe(0, listener);
        assertThat(listener.next()).isEqualTo("caught up at 0");
        log().close();
        assertThat(listener.next()).isEqualTo("ended: the log is closed");
        subscription.close();
    }
}
