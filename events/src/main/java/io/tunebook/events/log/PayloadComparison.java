package io.tunebook.events.log;

import java.util.Arrays;

/// Whether two payloads of one event type are equal, by which a log recognises a retry. The log
/// cannot read payloads, and a newer program may write a retry in a newer version.
@FunctionalInterface
public interface PayloadComparison {
    /// Equal version and equal bytes.
    PayloadComparison BYTES =
            (type, version, payload, otherVersion, otherPayload) ->
                    version == otherVersion && Arrays.equals(payload, otherPayload);

    /// Never throws: unreadable payloads are not equal.
    boolean isSame(String type, int version, byte[] payload, int otherVersion, byte[] otherPayload);
}
