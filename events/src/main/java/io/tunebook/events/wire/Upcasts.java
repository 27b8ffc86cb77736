package io.tunebook.events.wire;

import tools.jackson.databind.node.ObjectNode;

/// What upcasts have in common.
final class Upcasts {
    private Upcasts() {}

    /// A copy to which the next version's fields are added.
    ///
    /// @param fields those that the next version adds
    /// @throws UnreadableEvent when the older payload has one of them
    static ObjectNode copyWithout(ObjectNode payload, String... fields) {
        for (String field : fields) {
            if (payload.has(field)) {
                throw new UnreadableEvent(
                        "it has the field '%s', which only later versions have".formatted(field));
            }
        }
        return payload.deepCopy();
    }
}
