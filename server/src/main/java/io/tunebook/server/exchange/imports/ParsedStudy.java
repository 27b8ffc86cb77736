package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A study with its runs as read from its source.
///
/// @param id the same on every import of the study
/// @param objective null when the source does not record it
/// @param space the hyperparameters with their ranges, parents before their children; empty when
///   the source does not record them
/// @param notes what the source records about hyperparameters besides their ranges, by name
public record ParsedStudy(
        String id,
        String name,
        @Nullable Objective objective,
        List<Parameter> space,
        Map<String, String> tags,
        List<ParsedRun> runs,
        Map<String, String> notes) {
    public ParsedStudy {
        space = List.copyOf(space);
        tags = Map.copyOf(tags);
        runs = List.copyOf(runs);
        notes = Map.copyOf(notes);
    }

    /// A study without notes.
    public ParsedStudy(
            String id,
            String name,
            @Nullable Objective objective,
            List<Parameter> space,
            Map<String, String> tags,
            List<ParsedRun> runs) {
        this(id, name, objective, space, tags, runs, Map.of());
    }
}
