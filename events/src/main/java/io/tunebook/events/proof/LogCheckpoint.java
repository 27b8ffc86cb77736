package io.tunebook.events.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The state of a log at one moment: the number of events, and the root of the Merkle tree over
/// them.
///
/// As text it is a checkpoint of the C2SP (<https://c2sp.org/tlog-checkpoint>), which the tools of
/// other transparency logs read: the origin, the size and the root in base64, one per line.
///
/// @param origin the log's name, the same as its key's
/// @param size the number of events
/// @param root of the tree over them, 32 bytes
public record LogCheckpoint(String origin, long size, byte[] root) {
    String text() {
        return "%s\n%d\n%s\n".formatted(origin, size, Base64.getEncoder().encodeToString(root));
    }

    /// @throws UnreadableCheckpoint when the text is not a checkpoint
    static LogCheckpoint parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3) {
            throw new UnreadableCheckpoint("it has fewer than three lines");
        }
        try {
            byte[] root = Base64.getDecoder().decode(lines.get(2));
            if (root.length != 32) {
                throw new UnreadableCheckpoint(
                        "its root has %d bytes, not 32".formatted(root.length));
            }
            return new LogCheckpoint(lines.get(0), Long.parseUnsignedLong(lines.get(1)), root);
        } catch (IllegalArgumentException e) {
            throw new UnreadableCheckpoint("its size or its root is invalid");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogCheckpoint that
                && origin.equals(that.origin)
                && size == that.size
                && Arrays.equals(root, that.root);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size);
    }

    @Override
    public String toString() {
        return new String(text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
