package io.tunebook.events.wire;

import tools.jackson.databind.node.ObjectNode;

/// From a payload of one version to the payload of the next: a pure function on the JSON tree.
@FunctionalInterface
interface Upcast {
    /// @param payload of the older version; left as it is
    /// @return a payload of the next version
    /// @throws UnreadableEvent when it is no payload of the older version
    ObjectNode apply(ObjectNode payload);
}
