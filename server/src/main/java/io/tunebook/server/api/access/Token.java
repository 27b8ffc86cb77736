package io.tunebook.server.api.access;

import io.tunebook.events.Rejection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A named way in. The secret itself is kept nowhere.
///
/// @param hash SHA-256 of the secret, in hex
/// @param expires null for never
public record Token(
        String name, AccessRole role, String hash, Instant created, @Nullable Instant expires) {
    private static final int LONGEST_NAME = 100;

    /// Whom the server itself writes as.
    private static final String RUNNER = "runner";

    /// @throws Rejection when the name is not one
    public Token {
        if (name.isBlank()
                || !name.equals(name.strip())
                || name.length() > LONGEST_NAME
                || name.contains(":")
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new Rejection(
                    "a token's name has 1 to %d characters, no colon, no line break and no space around it"
                            .formatted(LONGEST_NAME));
        }
        if (name.equals(RUNNER)) {
            throw new Rejection("'runner' is whom the server writes as: choose another name");
        }
    }

    /// Whether it is over at `now`.
    public boolean expired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    Identity identity() {
        return new Identity(name, role);
    }
}
