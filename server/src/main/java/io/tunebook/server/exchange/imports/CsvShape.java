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
    ///
    /// @param steps null without a step column
    static CsvShape of(
            List<CsvColumn> columns,
            CsvProfile profile,
            CsvChoices choices,
            CsvOrigin origin,
            @Nullable CsvSteps steps) {
        if (steps == null) {
            return TRIALS;
        }
        if (choices.step() != null || first(columns, Role.METRIC_NAME) != null || origin.isLog()) {
            boolean trials =
                    origin == CsvOrigin.KERAS && choices.step() == null && !steps.regular();
            return trials && profile.rows() > 1 && !steps.sorted() ? TRIALS : CURVES;
        }
        if (origin.hasRuns()) {
            return TRIALS;
        }
        CsvColumn name = first(columns, Role.NAME);
        CsvColumn id = first(columns, Role.ID);
        if (name == null && id == null) {
            boolean curves = steps.regular() || (steps.sorted() && isSparse(columns, profile));
            return profile.rows() > 1 && curves ? CURVES : TRIALS;
        }
        boolean repeats = repeats(name, profile) || (name == null && repeats(id, profile));
        // The summaries of several seeds have one name, and about the same number of epochs.
        boolean summaries =
                first(columns, Role.START) != null || first(columns, Role.STATUS) != null;
        return repeats && steps.histories() && (!summaries || steps.sorted()) ? CURVES : TRIALS;
    }

    /// Whether rows of one step share the metrics among them.
    private static boolean isSparse(List<CsvColumn> columns, CsvProfile profile) {
        return columns.stream()
                        .filter(c -> c.role() == Role.METRIC)
                        .filter(c -> 4 * profile.kind(c.index()).filled() <= 3 * profile.rows())
                        .count()
                > 1;
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
