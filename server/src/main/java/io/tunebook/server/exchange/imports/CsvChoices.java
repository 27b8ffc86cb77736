package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody says of a table's columns, where the first reading is wrong.
///
/// @param experiment the experiment's name, null for the file's
/// @param name the column that names the run, null for what is found
/// @param step the column of steps, which makes it a table of curves; null for what is found
/// @param objective the column or metric to be optimised, null while nobody says
/// @param direction null for what the objective's name says
public record CsvChoices(
        @Nullable String experiment,
        @Nullable String name,
        @Nullable String step,
        List<String> metrics,
        List<String> params,
        List<String> tags,
        List<String> ignored,
        @Nullable String objective,
        @Nullable Direction direction) {
    /// Nobody says anything.
    public static final CsvChoices NONE =
            new CsvChoices(
                    null, null, null, List.of(), List.of(), List.of(), List.of(), null, null);

    public CsvChoices {
        metrics = List.copyOf(metrics);
        params = List.copyOf(params);
        tags = List.copyOf(tags);
        ignored = List.copyOf(ignored);
    }
}
