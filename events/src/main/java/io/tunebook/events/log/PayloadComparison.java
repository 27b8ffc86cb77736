package io.tunebook.events.log;

import java.util.Arrays;

/// Whether two payloads of one event type say the same, by which a log knows a retry. The log knows
/// nothing of what payloads mean, and a retry by a newer program may be written in a newer version.
@FunctionalInterface
public interface PayloadComparison {
    /// The same version and the same bytes.
    PayloadComparison BYTES =
            (type, version, payload, otherVersion, otherPayload) ->
                    version == otherVersion && Arrays.equals(payload, otherPayload);

    /// Never throws: what cannot be read is not the same.
    boolean isSame(String type, int version, byte[] payload, int otherVersion, byte[] otherPayload);
}
