package io.tunebook.events.wire;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Shared code of the upcasts.
final class Upcasts {
    private Upcasts() {}

    /// A copy for the next version's fields.
    ///
    /// @param fields the new fields of the next version
    /// @throws UnreadableEvent when the older payload has one of them
    static ObjectNode copyWithout(ObjectNode payload, String... fields) {
        without(payload, fields);
        return payload.deepCopy();
    }

    /// @throws UnreadableEvent when the node of an older payload has one of these fields
    static void without(JsonNode node, String... fields) {
        for (String field : fields) {
            if (node.has(field)) {
                throw new UnreadableEvent(
                        "it has the field '%s', which only later versions have".formatted(field));
            }
        }
    }
}
