package io.tunebook.events.wire;

import tools.jackson.databind.node.ObjectNode;

/// Converts a payload of one version to the next: a pure function on the JSON tree.
@FunctionalInterface
interface Upcast {
    /// @param payload of the older version; not changed
    /// @return a payload of the next version
    /// @throws UnreadableEvent when the payload does not have the older version
    ObjectNode apply(ObjectNode payload);
}
