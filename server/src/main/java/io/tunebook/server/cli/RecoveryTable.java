package io.tunebook.server.cli;

import io.tunebook.events.LostEvents;
import io.tunebook.events.sqlite.Recovery.Lost;
import io.tunebook.events.sqlite.Recovery.Recovered;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a recovery keeps, recovers and loses, as text.
final class RecoveryTable {
    private static final int MAX_STREAMS = 3;
    private static final int MAX_LISTED = 20;
    private static final String UNKNOWN = "unknown";

    private final Recovered plan;

    RecoveryTable(Recovered plan) {
        this.plan = plan;
    }

    /// The lost events of one type.
    private static final class Row {
        private long events;
        private final Set<String> streams = new TreeSet<>();

        private String streams() {
            String first = String.join(", ", streams.stream().limit(MAX_STREAMS).toList());
            return streams.isEmpty()
                    ? UNKNOWN
                    : streams.size() <= MAX_STREAMS
                            ? first
                            : "%s and %,d more".formatted(first, streams.size() - MAX_STREAMS);
        }
    }

    void print(PrintWriter out) {
        if (!plan.problem().isEmpty()) {
            out.printf("Problem: %s.%n", plan.problem());
        }
        if (plan.restored().position() > 0) {
            out.printf("Restored from the backup: %,d events.%n", plan.restored().position());
        }
        out.printf(
                "Kept: %,d events. Recovered: %,d later events that verify, appended again after them. Lost: %,d events.%n",
                plan.kept().position(), plan.recovered().size(), plan.losses());
        if (!plan.lost().isEmpty()) {
            table(out);
        }
    }

    private void table(PrintWriter out) {
        Map<String, Row> rows = rows();
        int width = Math.max(4, rows.keySet().stream().mapToInt(String::length).max().orElse(0));
        String format = "  %8s  %-" + width + "s  %s%n";
        out.printf(format, "Events", "Type", "Streams");
        rows.forEach((type, row) ->
                out.printf(format, "%,d".formatted(row.events), type, row.streams()));
        List<Lost> listed = plan.lost().stream().limit(MAX_LISTED).toList();
        for (Lost lost : listed) {
            out.printf("  %s: %s%n", positions(lost), lost.reason());
        }
        if (plan.lost().size() > MAX_LISTED) {
            out.printf("  and %,d more%n", plan.lost().size() - MAX_LISTED);
        }
    }

    private static String positions(Lost lost) {
        return lost.count() == 1
                ? "event %,d%s"
                        .formatted(
                                lost.position(),
                                lost.type() == null
                                        ? ""
                                        : " (%s of %s)".formatted(lost.type(), lost.stream()))
                : "events %,d to %,d"
                        .formatted(lost.position(), lost.position() + lost.count() - 1);
    }

    private Map<String, Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        for (Lost lost : plan.lost()) {
            Row row =
                    rows.computeIfAbsent(
                            lost.type() == null ? UNKNOWN : lost.type(), _ -> new Row());
            row.events += lost.count();
            if (lost.stream() != null) {
                row.streams.add(lost.stream());
            }
        }
        return rows;
    }

    /// The same for the event [Event.LogRecovered].
    LostEvents lost() {
        Map<String, Long> byType = new TreeMap<>();
        Set<String> streams = new HashSet<>();
        rows().forEach((type, row) -> {
            byType.put(type, row.events);
            streams.addAll(row.streams);
        });
        return new LostEvents(plan.losses(), streams.size(), byType);
    }
}
