package io.tunebook.server.exchange.imports;

import io.tunebook.events.log.Chain;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What identifies a run of a table beside its name, which is for people: the beginning of its
/// rows. Rows that are added later change the identity, but the earlier identity is among the
/// former ones.
final class CsvIdentity {
    /// The numbers of rows whose digest is an identity are the powers of two up to this.
    private static final long MAX_ROWS = 1_024;

    private static final Pattern GLOBAL =
            Pattern.compile("(?=.*\\d)(?=.*[A-Za-z])[A-Za-z0-9_.:/-]{5,}|[0-9a-fA-F-]{12,}");

    private final MessageDigest digest = Chain.sha256();
    private final List<String> beginnings = new ArrayList<>();
    private long rows;

    /// Whether an id is one that no other table has for another run, as random ones and paths are;
    /// row numbers are not.
    static boolean isGlobal(String id) {
        return GLOBAL.matcher(id).matches();
    }

    /// Takes a row of the run.
    ///
    /// @param texts names and values of its cells that are not empty
    void take(List<String> texts) {
        if (rows >= MAX_ROWS) {
            return;
        }
        texts.forEach(t -> digest.update((t + "\u0000").getBytes(StandardCharsets.UTF_8)));
        digest.update((byte) '\n');
        rows++;
        if (Long.bitCount(rows) == 1) {
            beginnings.add(now());
        }
    }

    private String now() {
        try {
            return Digests.hex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The digests of its first rows, of the most rows first.
    List<String> beginnings() {
        return beginnings.reversed();
    }
}
