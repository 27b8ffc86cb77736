package io.tunebook.events.wire;

import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The upcasts of events of a run. In version 1, a run's parent, program and later names are only
/// in the tags of MLflow; version 2 has fields for them. The tags stay.
final class RunUpcasts {
    private static final String NAME = "mlflow.runName";
    private static final String PARENT = "mlflow.parentRunId";
    private static final String PROGRAM = "mlflow.source.name";

    private RunUpcasts() {}

    static ObjectNode created(ObjectNode payload) {
        ObjectNode next = Upcasts.copyWithout(payload, "parent", "program");
        put(next, "parent", tag(payload, PARENT));
        put(next, "program", tag(payload, PROGRAM));
        String name = tag(payload, NAME);
        if (name != null && payload.path("name").asString("").isEmpty()) {
            next.put("name", name);
        }
        return next;
    }

    /// A removed tag removes the run's parent or program; the name stays.
    static ObjectNode logged(ObjectNode payload) {
        ObjectNode next = Upcasts.copyWithout(payload, "name", "parent", "program");
        put(next, "name", tag(payload, NAME));
        put(next, "parent", changed(payload, PARENT));
        put(next, "program", changed(payload, PROGRAM));
        return next;
    }

    /// A new name is also the tag's new value.
    static ObjectNode changed(ObjectNode payload) {
        ObjectNode next = Upcasts.copyWithout(payload, "tags");
        JsonNode name = payload.path("name");
        if (name.isString()) {
            next.putObject("tags").put(NAME, name.asString());
        }
        return next;
    }

    private static @Nullable String changed(ObjectNode payload, String key) {
        String set = tag(payload, key);
        return set == null && removes(payload, key) ? "" : set;
    }

    private static boolean removes(ObjectNode payload, String key) {
        return StreamSupport.stream(payload.path("removed").spliterator(), false)
                .anyMatch(e -> e.isString() && e.asString().equals(key));
    }

    private static @Nullable String tag(ObjectNode payload, String key) {
        JsonNode value = payload.path("tags").path(key);
        return value.isString() ? value.asString() : null;
    }

    private static void put(ObjectNode payload, String field, @Nullable String value) {
        if (value != null) {
            payload.put(field, value);
        }
    }
}
