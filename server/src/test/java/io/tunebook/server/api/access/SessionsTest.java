package io.tunebook.server.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    @TempDir private Path folder;

    @Test
    void aTokenThatSignsInOftenEndsOnlyItsOwnSessions() {
        Tokens tokens = new Tokens(folder, Clock.systemUTC());
        String admin = tokens.create("admin", AccessRole.ADMIN, null);
        String reader = tokens.create("reader", AccessRole.READER, null);
        Sessions sessions = new Sessions(tokens);
        String first = sessions.open(admin);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 10_400; i++) {
            many.add(sessions.open(reader));
        }
        assertThat(sessions.find(first)).map(Identity::name).hasValue("admin");
        assertThat(many.stream().filter(s -> sessions.find(s).isPresent()))
                .isEqualTo(many.subList(many.size() - Sessions.MAX_SESSIONS, many.size()));
    }

    @Test
    void aSessionThatWasClosedTakesNoPlace() {
        Tokens tokens = new Tokens(folder, Clock.systemUTC());
        String reader = tokens.create("reader", AccessRole.READER, null);
        Sessions sessions = new Sessions(tokens);
        String kept = sessions.open(reader);
        for (int i = 0; i < 100; i++) {
            sessions.close(sessions.open(reader));
        }
        assertThat(sessions.find(kept)).isPresent();
        assertThat(sessions.validity(kept).getAsBoolean()).isTrue();
        tokens.revoke("reader");
        assertThat(sessions.validity(kept).getAsBoolean()).isFalse();
    }

    /// The system's clock has no part in it.
    @Test
    void aSessionEndsAfterItsLifetimeByTheMonotonicClock() {
        Tokens tokens = new Tokens(folder, Clock.systemUTC());
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
        Sessions sessions = new Sessions(tokens, nanos::get);
        String session = sessions.open(tokens.create("ada", AccessRole.ADMIN, null));
        nanos.addAndGet(Sessions.LIFETIME.toNanos() - 1);
        assertThat(sessions.find(session)).isPresent();
        nanos.addAndGet(1);
        assertThat(sessions.find(session)).isEmpty();
    }
}
