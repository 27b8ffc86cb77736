package io.tunebook.server.api.access;

import io.tunebook.events.Rejection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A named token. Its secret is not stored.
///
/// @param hash SHA-256 of the secret, in hex
/// @param expires null when it never expires
public record Token(
        String name, AccessRole role, String hash, Instant created, @Nullable Instant expires) {
    private static final int LONGEST_NAME = 100;

    /// The actor of the server's own events.
    private static final String RUNNER = "runner";

    /// @throws Rejection when the name is invalid
    public Token {
        if (name.isBlank()
                || !name.equals(name.strip())
                || name.length() > LONGEST_NAME
                || name.contains(":")
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new Rejection(
                    "a token's name must have 1 to %d characters, no colon, no line break, and no space at its ends"
                            .formatted(LONGEST_NAME));
        }
        if (name.equals(RUNNER)) {
            throw new Rejection("'runner' is the actor of the server itself: choose another name");
        }
    }

    /// Whether it has expired at `now`.
    public boolean expired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    Identity identity() {
        return new Identity(name, role);
    }
}
