package io.tunebook.events.wire;

import tools.jackson.databind.node.ObjectNode;

/// The upcasts of recoveries of the log.
final class RecoveryUpcasts {
    private RecoveryUpcasts() {}

    /// Version 1 does not contain what was lost: it stays unknown.
    static ObjectNode lost(ObjectNode payload) {
        return Upcasts.copyWithout(payload, "lost", "recovered", "aside");
    }
}
