package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Options that override the inferred columns of a table.
///
/// @param experiment the experiment's name, null for the file's
/// @param name the column with the run's name, null for the inferred one
/// @param step the column of steps, which makes it a table of curves; null for the inferred one
/// @param objective the column or metric to be optimised, null when not set
/// @param direction null for the one inferred from the objective's name
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
    /// No options.
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
