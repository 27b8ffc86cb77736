package io.tunebook.events.log;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes UUIDs of version 7 (RFC 9562, section 5.7, with the counter of its method 1). They
/// increase within a process even when the clock goes back, so an index over them grows at its end.
/// Thread-safe.
public final class EventIds {
    private static final int COUNTER_BITS = 12;
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final RandomGenerator random;

    /// Milliseconds since 1970 above a counter of 12 bits; never decreases.
    private long last;

    public EventIds(Clock clock) {
        this(clock, new Buffered(new SecureRandom()));
    }

    /// @param random the source of the low 62 bits; used under this object's lock
    public EventIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// Above 4,096 ids in a millisecond, the counter runs into the next milliseconds.
    public synchronized UUID next() {
        last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
        long millis = last >>> COUNTER_BITS;
        long counter = last & ((1L << COUNTER_BITS) - 1);
        return new UUID((millis << 16) | VERSION | counter, (random.nextLong() >>> 2) | VARIANT);
    }

    /// Reads many numbers at once from a slow source. Used under the lock above.
    private static final class Buffered implements RandomGenerator {
        private final SecureRandom source;
        private final byte[] bytes = new byte[4096];
        private final ByteBuffer ready = ByteBuffer.wrap(bytes).limit(0);

        Buffered(SecureRandom source) {
            this.source = source;
        }

        @Override
        public long nextLong() {
            if (!ready.hasRemaining()) {
                source.nextBytes(bytes);
                ready.clear();
            }
            return ready.getLong();
        }
    }
}
