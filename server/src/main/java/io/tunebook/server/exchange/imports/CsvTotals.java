package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Recognises rows that sum up the others, as people add them below a table: `Total`, `Mean`.
final class CsvTotals {
    /// No run has such a name.
    private static final Set<String> SUMS =
            Set.of(
                    "total",
                    "totals",
                    "sum",
                    "grand total",
                    "subtotal",
                    "summe",
                    "gesamt",
                    "gesamtergebnis",
                    "somme",
                    "totale",
                    "suma");

    /// A run may have such a name, but has the hyperparameters of a run then.
    private static final Set<String> STATISTICS =
            Set.of(
                    "mean",
                    "average",
                    "avg",
                    "median",
                    "std",
                    "stdev",
                    "std dev",
                    "standard deviation",
                    "min",
                    "max",
                    "minimum",
                    "maximum",
                    "best",
                    "count",
                    "mittelwert",
                    "durchschnitt",
                    "moyenne",
                    "media",
                    "promedio");

    private final CsvLayout layout;
    private final List<CsvColumn> params;
    private final List<CsvColumn> names;

    CsvTotals(CsvLayout layout) {
        this.layout = layout;
        this.params = layout.columns().stream().filter(c -> c.role() == Role.PARAM).toList();
        this.names =
                layout.columns().stream()
                        .filter(c ->
                                c.role() == Role.NAME
                                        || c.role() == Role.ID
                                        || c.role() == Role.STEP
                                        || layout.numbers().contains(c.index()))
                        .toList();
    }

    /// The word of such a row, null for another one.
    @Nullable String word(List<String> fields) {
        for (CsvColumn c : names) {
            String text = fields.get(c.index()).strip();
            String word =
                    CsvRoles.lower(
                            text.endsWith(":") ? text.substring(0, text.length() - 1) : text);
            boolean number =
                    c.role() == Role.PARAM || c.role() == Role.STEP || c.role() == Role.METRIC;
            // Programs use 'min' and 'max' beside numbers.
            boolean statistic = STATISTICS.contains(word) && (!number || !CsvCells.isChoice(word));
            if (SUMS.contains(word) || (statistic && lacksParams(fields))) {
                return text;
            }
        }
        return null;
    }

    private boolean lacksParams(List<String> fields) {
        return params.stream()
                .anyMatch(c ->
                        fields.get(c.index()).isBlank()
                                && layout.profile().kind(c.index()).filled() + 4
                                        >= layout.profile().rows());
    }
}
