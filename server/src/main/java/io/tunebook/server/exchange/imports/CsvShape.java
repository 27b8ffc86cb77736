package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The meaning of a row of a table.
enum CsvShape {
    TRIALS("one row per trial"),
    CURVES("one row per step"),
    CHART("a chart of Weights & Biases, one row per step");

    private final String words;

    CsvShape(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /// The shape of a table that is not a chart.
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

    /// The column that identifies the run, null when each row or the whole file is a run.
    @Nullable CsvColumn identity(List<CsvColumn> columns) {
        CsvColumn id = first(columns, Role.ID);
        return this == CHART ? null : id != null ? id : first(columns, Role.NAME);
    }
}
