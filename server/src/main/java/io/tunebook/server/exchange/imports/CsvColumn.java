package io.tunebook.server.exchange.imports;

/// A column of a table with its role.
///
/// @param name as in the header
/// @param key the name of its param, metric or tag
/// @param why the reason for its role
/// @param sample its first value, may be empty
record CsvColumn(int index, String name, Role role, String key, String why, String sample) {
    /// Reasons of columns with durations.
    static final String LASTING = "how long something took";

    static final String LASTING_SECONDS = "how long something took, in seconds";

    /// The content of a column.
    enum Role {
        NAME("name of the run"),
        ID("identity of the run"),
        STATUS("how the run ended"),
        USER("who made the run"),
        START("when the run began"),
        END("when the run ended"),
        SECONDS("how long the run took"),
        STEP("step"),
        TIME("time of the measurement"),
        METRIC_NAME("name of the metric"),
        VALUE("value of the metric"),
        METRIC("metric"),
        PHASE("part of the metrics' names"),
        PARAM("param"),
        TAG("tag"),
        IGNORED("ignored");

        private final String words;

        Role(String words) {
            this.words = words;
        }
    }

    /// The parts of a column's name in a chart of Weights & Biases: `RUN - METRIC`.
    String run() {
        return name.substring(0, Math.max(0, name.lastIndexOf(" - ")));
    }

    /// The same column with another role.
    CsvColumn as(Role other, String reason) {
        return new CsvColumn(index, name, other, key, reason, sample);
    }

    String line() {
        String as =
                switch (role) {
                    case METRIC, PARAM, TAG -> key.equals(name) ? "" : " '%s'".formatted(key);
                    default -> "";
                };
        return "  %-32s %s%s%s%s"
                .formatted(
                        clipped(name.isEmpty() ? "(no name)" : name),
                        role.words,
                        as,
                        why.isEmpty() ? "" : ": " + why,
                        sample.isEmpty() || role == Role.IGNORED
                                ? ""
                                : ", such as " + clipped(sample));
    }

    private static String clipped(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > 60 ? plain.substring(0, 57) + "..." : plain;
    }
}
