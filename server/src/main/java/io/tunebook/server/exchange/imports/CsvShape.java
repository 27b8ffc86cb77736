package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a row of a table is.
enum CsvShape {
    TRIALS("one row a trial"),
    CURVES("one row a step"),
    CHART("a chart of Weights & Biases, one row a step");

    private final String words;

    CsvShape(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /// Of a table that is no chart.
    static CsvShape of(List<CsvColumn> columns, CsvProfile profile, CsvChoices choices) {
        CsvColumn step = first(columns, Role.STEP);
        if (step == null) {
            return TRIALS;
        }
        if (choices.step() != null || first(columns, Role.METRIC_NAME) != null) {
            return CURVES;
        }
        CsvColumn name = first(columns, Role.NAME);
        CsvColumn id = first(columns, Role.ID);
        if (name == null && id == null) {
            return profile.rows() > 1 && profile.kind(step.index()).rising() ? CURVES : TRIALS;
        }
        return repeats(name, profile) || (name == null && repeats(id, profile)) ? CURVES : TRIALS;
    }

    private static boolean repeats(@Nullable CsvColumn column, CsvProfile profile) {
        return column != null && profile.kind(column.index()).repeats();
    }

    static @Nullable CsvColumn first(List<CsvColumn> columns, Role role) {
        return columns.stream().filter(c -> c.role() == role).findFirst().orElse(null);
    }

    /// The column that tells one run from another, null when the rows or the file do.
    @Nullable CsvColumn identity(List<CsvColumn> columns) {
        CsvColumn id = first(columns, Role.ID);
        return this == CHART ? null : id != null ? id : first(columns, Role.NAME);
    }
}
