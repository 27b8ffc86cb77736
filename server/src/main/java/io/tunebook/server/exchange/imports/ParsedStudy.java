package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A set of runs as its source has it.
///
/// @param id the same whenever the same study is read
/// @param objective null where the source does not say
/// @param space the hyperparameters with their ranges, parents before their children; empty where
///   the source does not say
public record ParsedStudy(
        String id,
        String name,
        @Nullable Objective objective,
        List<Parameter> space,
        Map<String, String> tags,
        List<ParsedRun> runs) {
    public ParsedStudy {
        space = List.copyOf(space);
        tags = Map.copyOf(tags);
        runs = List.copyOf(runs);
    }
}
