package io.tunebook.events.wire;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The upcasts of the events that contain findings: `checklist-answered` and `launch-decided`.
final class FindingUpcasts {
    private FindingUpcasts() {}

    /// Version 1 has a finding's label as `headline`, and its plot as a string such as `axis:lr`.
    static ObjectNode answered(ObjectNode payload) {
        ObjectNode next = payload.deepCopy();
        finding(next.path("finding"));
        return next;
    }

    /// The same for each finding of the evidence. Version 2 also counts the failed reruns, and has
    /// the reason for a launch against the evidence.
    static ObjectNode decided(ObjectNode payload) {
        ObjectNode next = Upcasts.copyWithout(payload, "notBetter");
        JsonNode evidence = next.path("evidence");
        evidence.path("findings").forEach(FindingUpcasts::finding);
        Upcasts.without(evidence, "reruns");
        if (evidence.path("gain") instanceof ObjectNode gain) {
            Upcasts.without(gain, "candidateFailed", "baselineFailed");
            gain.put("candidateFailed", 0).put("baselineFailed", 0);
        }
        return next;
    }

    private static void finding(JsonNode node) {
        if (!(node instanceof ObjectNode finding)) {
            return;
        }
        Upcasts.without(finding, "label", "study");
        JsonNode headline = finding.remove("headline");
        if (headline != null) {
            finding.set("label", headline);
        }
        JsonNode old = finding.remove("plot");
        if (old != null && !old.asString("").isEmpty()) {
            finding.set("plot", plot(finding.objectNode(), old.asString("")));
        }
    }

    private static ObjectNode plot(ObjectNode plot, String old) {
        int colon = old.indexOf(':');
        String kind = colon < 0 ? old : old.substring(0, colon);
        plot.put("kind", kind);
        if (colon >= 0) {
            plot.put(kind.equals("curves") ? "trial" : "parameter", old.substring(colon + 1));
        }
        return plot;
    }
}
