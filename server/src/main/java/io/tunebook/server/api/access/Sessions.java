package io.tunebook.server.api.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Sessions of browsers that have signed in, in memory: a restart ends all. A session ends with its
/// token. Thread-safe.
public final class Sessions {
    /// The lifetime of a session.
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final int MAX_SESSIONS = 10_000;

    private final Tokens tokens;
    private final Clock clock;
    private final Map<String, Session> byHash = new LinkedHashMap<>();

    public Sessions(Tokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    private record Session(String tokenHash, Instant expires) {}

    /// @param secret the secret of a valid token
    /// @return the session's own secret, for the cookie
    public synchronized String open(String secret) {
        String session = Secret.random();
        byHash.put(
                Secret.hash(session),
                new Session(Secret.hash(secret), clock.instant().plus(LIFETIME)));
        if (byHash.size() > MAX_SESSIONS) {
            byHash.remove(byHash.keySet().iterator().next());
        }
        return session;
    }

    /// The identity of a session, until it ends.
    public Optional<Identity> find(String session) {
        Session found;
        synchronized (this) {
            String hash = Secret.hash(session);
            found = byHash.get(hash);
            if (found != null && !clock.instant().isBefore(found.expires())) {
                byHash.remove(hash);
                found = null;
            }
        }
        return found == null ? Optional.empty() : tokens.byHash(found.tokenHash());
    }

    public synchronized void close(String session) {
        byHash.remove(Secret.hash(session));
    }
}
