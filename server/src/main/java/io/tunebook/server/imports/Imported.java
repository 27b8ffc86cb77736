package io.tunebook.server.imports;

import java.util.List;

/// What was understood of a source.
///
/// @param source what was read, in words
/// @param kind `optuna`, `tensorboard`, `csv` or `wandb`
/// @param digest SHA-256 of what was read, in hex
/// @param skips what was left out
public record Imported(
        String source, String kind, String digest, List<ImportedStudy> studies, Skips skips) {
    public Imported {
        studies = List.copyOf(studies);
    }

    public long points() {
        return studies.stream()
                .flatMap(s -> s.runs().stream())
                .mapToLong(ImportedRun::points)
                .sum();
    }

    public int runs() {
        return studies.stream().mapToInt(s -> s.runs().size()).sum();
    }
}
