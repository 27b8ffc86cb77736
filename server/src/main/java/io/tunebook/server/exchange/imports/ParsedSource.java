package io.tunebook.server.exchange.imports;

import java.util.List;

/// What was understood of a source.
///
/// @param source what was read, in words
/// @param kind `optuna`, `tensorboard`, `csv` or `wandb`
/// @param digest SHA-256 of what was read, in hex
/// @param skips what was left out
public record ParsedSource(
        String source, String kind, String digest, List<ParsedStudy> studies, SkippedItems skips) {
    public ParsedSource {
        studies = List.copyOf(studies);
    }

    public long points() {
        return studies.stream().flatMap(s -> s.runs().stream()).mapToLong(ParsedRun::points).sum();
    }

    public int runs() {
        return studies.stream().mapToInt(s -> s.runs().size()).sum();
    }
}
