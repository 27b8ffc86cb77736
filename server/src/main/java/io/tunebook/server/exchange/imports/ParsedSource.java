package io.tunebook.server.exchange.imports;

import java.util.List;
import java.util.Map;

/// The content of a source.
///
/// @param source a description of the source
/// @param kind `optuna`, `tensorboard`, `csv`, `wandb` or `tunebook`
/// @param digest SHA-256 of the source, in hex
/// @param skips the skipped items
/// @param origins by the id of a study the kind of the source before this one, where there was one
public record ParsedSource(
        String source,
        String kind,
        String digest,
        List<ParsedStudy> studies,
        SkippedItems skips,
        Map<String, String> origins) {
    public ParsedSource {
        studies = studies.stream().map(study -> NameLimits.limited(study, skips)).toList();
        origins = Map.copyOf(origins);
    }

    /// A source that is the first of its studies.
    public ParsedSource(
            String source,
            String kind,
            String digest,
            List<ParsedStudy> studies,
            SkippedItems skips) {
        this(source, kind, digest, studies, skips, Map.of());
    }

    /// The kind of source from which the study's runs came first.
    String origin(ParsedStudy study) {
        return origins.getOrDefault(study.id(), kind);
    }

    public long points() {
        return studies.stream().flatMap(s -> s.runs().stream()).mapToLong(ParsedRun::points).sum();
    }

    public int runs() {
        return studies.stream().mapToInt(s -> s.runs().size()).sum();
    }
}
