package io.tunebook.events.wire;

import io.tunebook.events.Trainer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The upcasts of events of projects, rounds, studies and trials.
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

    /// Version 2 has one trial of each configuration, and no bounds of hyperparameters.
    static ObjectNode repeats(ObjectNode payload) {
        ObjectNode next = Upcasts.copyWithout(payload, "repeats");
        withoutBounds(payload.path("space"));
        next.put("repeats", 1);
        return next;
    }

    /// Version 1 of a search space has no bounds of hyperparameters.
    static ObjectNode space(ObjectNode payload) {
        withoutBounds(payload.path("space"));
        return payload.deepCopy();
    }

    /// Version 1 of a round's roles has no bounds of hyperparameters.
    static ObjectNode roles(ObjectNode payload) {
        for (JsonNode assignment : payload.path("assignments")) {
            withoutBounds(assignment.path("parameter"));
        }
        return payload.deepCopy();
    }

    /// Version 1 has neither a unit nor a number of examples.
    static ObjectNode objective(ObjectNode payload) {
        Upcasts.without(payload.path("objective"), "unit", "examples");
        return payload.deepCopy();
    }

    /// Version 1 has no repeats: each trial is the first of its configuration, which is omitted.
    static ObjectNode repeat(ObjectNode payload) {
        return Upcasts.copyWithout(payload, "repeat");
    }

    private static void withoutBounds(JsonNode parameters) {
        if (parameters.isObject()) {
            Upcasts.without(parameters, "bounds");
            return;
        }
        for (JsonNode parameter : parameters) {
            Upcasts.without(parameter, "bounds");
        }
    }

    /// Version 1 of `trial-started` names neither the attempt, which is read as the first one, nor
    /// a lease or an agent.
    static ObjectNode attempt(ObjectNode payload) {
        return Upcasts.copyWithout(payload, "attempt", "lease", "agent").put("attempt", 1);
    }

    /// Version 1 of `trial-abandoned` does not record whether the attempt failed.
    static ObjectNode failed(ObjectNode payload) {
        return Upcasts.copyWithout(payload, "failed");
    }

    /// Version 1 of `trial-infeasible` has the reason as text alone.
    static ObjectNode infeasible(ObjectNode payload) {
        return Upcasts.copyWithout(payload, "kind").put("kind", "other");
    }
}
