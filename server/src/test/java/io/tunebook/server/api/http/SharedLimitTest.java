package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedLimitTest {
    @Test
    void theLimitIsExactWhenManyEnterAtOnce() {
        SharedLimit limit = new SharedLimit(2_048, 1_000);
        AtomicInteger entered = new AtomicInteger();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5_000; i++) {
                String address = "10.0.0." + i % 5;
                clients.execute(() -> {
                    if (limit.enter(address) == null) {
                        entered.incrementAndGet();
                    }
                });
            }
        }
        assertThat(entered).hasValue(2_048);
        assertThat(limit.enter("10.0.0.9")).contains("2,048 subscribers");
        limit.leave("10.0.0.1");
        assertThat(limit.enter("10.0.0.9")).isNull();
    }

    @Test
    void anotherMachineHasAShare() {
        SharedLimit limit = new SharedLimit(4, 2);
        assertThat(limit.enter("10.0.0.1")).isNull();
        assertThat(limit.enter("10.0.0.1")).isNull();
        assertThat(limit.enter("10.0.0.1")).contains("2 subscribers from this address");
        assertThat(limit.enter("127.0.0.1")).isNull();
        assertThat(limit.enter("127.0.0.1")).isNull();
    }
}
