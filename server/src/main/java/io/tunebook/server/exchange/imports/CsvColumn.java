package io.tunebook.server.exchange.imports;

/// A column of a table and what it is taken for.
///
/// @param name as the header has it
/// @param key what its values are called here
/// @param why it is taken for that
/// @param sample the first of its values, may be empty
record CsvColumn(int index, String name, Role role, String key, String why, String sample) {
    /// What a column holds.
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
        PARAM("param"),
        TAG("tag"),
        IGNORED("left out");

        private final String words;

        Role(String words) {
            this.words = words;
        }
    }

    /// What a column of a chart of Weights & Biases is called: `RUN - METRIC`.
    String run() {
        return name.substring(0, Math.max(0, name.lastIndexOf(" - ")));
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
