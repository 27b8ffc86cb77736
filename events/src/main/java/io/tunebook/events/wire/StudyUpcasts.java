package io.tunebook.events.wire;

import io.tunebook.events.Trainer;
import tools.jackson.databind.node.ObjectNode;

/// The upcasts of `study-created`.
final class StudyUpcasts {
    private StudyUpcasts() {}

    /// Version 1 has the name of an external trainer at the beginning of `reproduction.data`, and
    /// marks a study of tracked runs by its algorithm. Version 2 has `trainer`, and the data
    /// without the name.
    static ObjectNode trainer(ObjectNode payload) {
        ObjectNode next = Upcasts.copyWithout(payload, "trainer");
        String data = payload.path("reproduction").path("data").asString("");
        boolean tracked = payload.path("algorithm").path("kind").asString("").equals("TRACKED");
        String trainer =
                tracked
                        ? "tracked"
                        : Trainer.namedIn(data) == Trainer.EXTERNAL ? "external" : "built-in";
        next.put("trainer", trainer);
        if (next.get("reproduction") instanceof ObjectNode reproduction) {
            reproduction.put("data", Trainer.withoutName(data));
        }
        return next;
    }
}
