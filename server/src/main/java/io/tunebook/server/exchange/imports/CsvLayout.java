package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a table is read.
///
/// @param steps how its steps follow each other, null without a step column
record CsvLayout(
        CsvShape shape,
        List<CsvColumn> columns,
        CsvProfile profile,
        CsvOrigin origin,
        @Nullable CsvSteps steps,
        Set<Integer> numbers) {
    CsvLayout {
        columns = List.copyOf(columns);
        numbers = Set.copyOf(numbers);
    }

    static CsvLayout of(
            CsvShape shape,
            List<CsvColumn> columns,
            CsvProfile profile,
            CsvOrigin origin,
            @Nullable CsvSteps steps) {
        return new CsvLayout(
                shape,
                columns,
                profile,
                origin,
                steps,
                columns.stream()
                        .map(CsvColumn::index)
                        .filter(i -> profile.kind(i).ofNumbers())
                        .collect(Collectors.toSet()));
    }

    /// What identifies the run of a row.
    CsvRunKey key() {
        return shape == CsvShape.CURVES && steps != null
                ? steps.key()
                : new CsvRunKey(shape.identity(columns), List.of());
    }

    boolean understands(int column, String text) {
        return profile.kind(column).understands(text);
    }

    /// Whether the rows are counted, since the steps have fractions: the steps are a metric then.
    boolean counted() {
        CsvColumn step = CsvShape.first(columns, Role.STEP);
        return step != null
                && shape != CsvShape.TRIALS
                && (profile.kind(step.index()).fractions()
                        || (shape == CsvShape.CHART && CsvChart.isTime(step)));
    }

    /// Whether the steps begin again somewhere.
    boolean begins() {
        return steps != null
                && shape == CsvShape.CURVES
                && CsvShape.first(columns, Role.METRIC_NAME) == null
                && steps.begins();
    }

    /// Whether a step that comes again replaces the earlier one, also if it is the first.
    boolean resumes() {
        return origin == CsvOrigin.RAY;
    }

    long usual() {
        return steps == null ? 1 : Math.max(1, Math.round(steps.usual()));
    }

    /// The name of the column of steps.
    String step() {
        CsvColumn step = CsvShape.first(columns, Role.STEP);
        return step == null ? "the step" : step.name();
    }
}
