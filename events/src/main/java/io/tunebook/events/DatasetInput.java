package io.tunebook.events;

import java.util.Map;
import java.util.TreeMap;

/// A dataset that a run has used, as its client described it. A name and a digest identify it.
///
/// @param sourceType the kind of its source, such as `local` or `hugging_face`
/// @param source its source, mostly JSON
/// @param schema its columns, mostly JSON; empty when unknown
/// @param profile its numbers of rows and elements, mostly JSON; empty when unknown
/// @param tags of this use, such as its context, by key
public record DatasetInput(
        String name,
        String digest,
        String sourceType,
        String source,
        String schema,
        String profile,
        Map<String, String> tags) {
    private static final int MAX_NAME = 500;
    private static final int MAX_DIGEST = 36;
    private static final int MAX_SOURCE = 65_535;
    private static final int MAX_SCHEMA = 1_048_575;
    private static final int MAX_PROFILE = 16_777_215;

    public DatasetInput {
        limit("name", name, MAX_NAME);
        limit("digest", digest, MAX_DIGEST);
        limit("source", source, MAX_SOURCE);
        limit("schema", schema, MAX_SCHEMA);
        limit("profile", profile, MAX_PROFILE);
        tags = Tracked.texts("tag", tags);
    }

    private static void limit(String what, String text, int most) {
        if (text.length() > most) {
            throw new Rejection(
                    "a dataset's %s has %,d characters: shorten it to %,d"
                            .formatted(what, text.length(), most));
        }
    }

    /// Whether both name the same dataset.
    public boolean sameDataset(DatasetInput other) {
        return name.equals(other.name) && digest.equals(other.digest);
    }

    /// The same with more tags; those of the same key are replaced.
    public DatasetInput plus(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(tags);
        all.putAll(more);
        return new DatasetInput(name, digest, sourceType, source, schema, profile, all);
    }
}
