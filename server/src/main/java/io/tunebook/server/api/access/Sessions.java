package io.tunebook.server.api.access;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Sessions of browsers that have signed in, in memory: a restart ends all. A session ends with its
/// token. Its lifetime is that of [System#nanoTime]: a change of the system's clock neither ends
/// nor extends it. Thread-safe.
public final class Sessions {
    /// The lifetime of a session.
    public static final Duration LIFETIME = Duration.ofHours(12);

    /// The maximum of sessions of one token. Others' sessions do not end when it signs in often.
    public static final int MAX_SESSIONS = 20;

    private final Tokens tokens;
    private final LongSupplier nanos;
    private final Map<String, Session> byHash = new HashMap<>();

    /// The sessions of each token, the oldest first.
    private final Map<String, Deque<String>> byToken = new HashMap<>();

    public Sessions(Tokens tokens) {
        this(tokens, System::nanoTime);
    }

    /// @param nanos a monotonic clock such as [System#nanoTime]
    Sessions(Tokens tokens, LongSupplier nanos) {
        this.tokens = tokens;
        this.nanos = nanos;
    }

    /// @param expires by the monotonic clock
    private record Session(String tokenHash, long expires) {}

    /// Begins a session, and ends the token's oldest one when it has too many.
    ///
    /// @param secret the secret of a valid token
    /// @return the session's own secret, for the cookie
    public String open(String secret) {
        String session = Secret.random();
        String hash = Secret.hash(session);
        String token = Secret.hash(secret);
        // Reads the file of tokens, so not under the lock.
        Set<String> valid = tokens.hashes();
        synchronized (this) {
            List.copyOf(byToken.keySet()).stream()
                    .filter(t -> !valid.contains(t) && !t.equals(token))
                    .forEach(this::closeAll);
            byHash.put(hash, new Session(token, nanos.getAsLong() + LIFETIME.toNanos()));
            Deque<String> own = byToken.computeIfAbsent(token, t -> new ArrayDeque<>());
            own.addLast(hash);
            if (own.size() > MAX_SESSIONS) {
                byHash.remove(own.removeFirst());
            }
        }
        return session;
    }

    /// The identity of a session, until it ends.
    public Optional<Identity> find(String session) {
        return byHash(Secret.hash(session));
    }

    /// Whether a session continues, for requests that take long. Does not hold its secret.
    public BooleanSupplier validity(String session) {
        String hash = Secret.hash(session);
        return () -> byHash(hash).isPresent();
    }

    public synchronized void close(String session) {
        remove(Secret.hash(session));
    }

    private Optional<Identity> byHash(String hash) {
        Session found;
        synchronized (this) {
            found = byHash.get(hash);
            if (found != null && nanos.getAsLong() - found.expires() >= 0) {
                remove(hash);
                found = null;
            }
        }
        return found == null ? Optional.empty() : tokens.byHash(found.tokenHash());
    }

    private void remove(String hash) {
        Session session = byHash.remove(hash);
        if (session == null) {
            return;
        }
        Deque<String> own = byToken.get(session.tokenHash());
        if (own != null) {
            own.remove(hash);
            if (own.isEmpty()) {
                byToken.remove(session.tokenHash());
            }
        }
    }

    private void closeAll(String token) {
        Deque<String> own = byToken.remove(token);
        if (own != null) {
            byHash.keySet().removeAll(Set.copyOf(own));
        }
    }
}
