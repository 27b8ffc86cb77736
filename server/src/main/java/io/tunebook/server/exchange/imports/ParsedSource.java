package io.tunebook.server.exchange.imports;

import java.util.List;

/// The content of a source.
///
/// @param source a description of the source
/// @param kind `optuna`, `tensorboard`, `csv` or `wandb`
/// @param digest SHA-256 of the source, in hex
/// @param skips the skipped items
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
