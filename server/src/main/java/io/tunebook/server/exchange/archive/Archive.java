package io.tunebook.server.exchange.archive;

import io.tunebook.events.log.Head;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A project in one ZIP file.
///
/// | entry | content |
/// |---|---|
/// | `log.jsonl` | the project's events, as the export of a log with only them |
/// | `artifacts/DIGEST` | a file of a run, under its SHA-256 |
/// | `manifest.json` | the list of the contents |
///
/// The events have the positions and hashes of a log with only them, so that they and their head
/// are the same for every source log.
final class Archive {
    static final String LOG = "log.jsonl";
    static final String MANIFEST = "manifest.json";
    static final String ARTIFACTS = "artifacts/";
    static final Pattern ENTRY =
            Pattern.compile("log\\.jsonl|manifest\\.json|artifacts/[0-9a-f]{64}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Archive() {}

    /// @param head of the project's own events, in hex
    /// @param artifacts the files in the archive, by digest
    /// @param from the log that it was exported from
    record Manifest(
            String tunebook,
            int format,
            String project,
            String title,
            long events,
            String head,
            List<ArchivedFile> artifacts,
            SourceLog from) {
        byte[] bytes() {
            return JSON.writeValueAsBytes(this);
        }

        /// Whether all required fields are present, which parsing does not check.
        boolean whole() {
            return project != null
                    && title != null
                    && head != null
                    && HASH.matcher(head).matches()
                    && artifacts != null
                    && artifacts.stream().allMatch(a -> a != null && a.digest() != null);
        }

        Head last() {
            return new Head(events, HexFormat.of().parseHex(head));
        }
    }

    record ArchivedFile(String digest, long bytes) {}

    record SourceLog(long events, String head) {}

    /// @throws InvalidExportException when it is not a manifest in format 1
    static Manifest manifest(byte[] json) {
        Manifest manifest;
        try {
            manifest = JSON.readValue(json, Manifest.class);
        } catch (JacksonException e) {
            throw new InvalidExportException(
                    "its manifest cannot be read: " + e.getOriginalMessage());
        }
        if (manifest == null || !"project".equals(manifest.tunebook()) || !manifest.whole()) {
            throw new InvalidExportException("its manifest is not the manifest of a project");
        }
        if (manifest.format() != 1) {
            throw new InvalidExportException(
                    "its format is %d, but this Tunebook reads format 1: use a newer Tunebook"
                            .formatted(manifest.format()));
        }
        return manifest;
    }
}
