package io.tunebook.server.exchange.imports;

import io.tunebook.events.log.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/// Reads the event files of one TensorBoard run in order; nothing is read from a damaged file.
final class RunFiles {
    private static final int EVERY = 1 << 14;

    private final Path root;
    private final List<Path> files;
    private final LongConsumer progress;
    private final Set<Path> unusable = new HashSet<>();
    final List<String> damage = new ArrayList<>();
    final SkippedItems skips = new SkippedItems();

    /// The SHA-256 of each file that was read.
    final List<byte[]> digests = new ArrayList<>();

    /// The first file that has a record.
    Path first;

    private final MessageDigest header = Chain.sha256();
    private final MessageDigest beginning = Chain.sha256();
    private boolean begun;

    /// @param files at least one
    /// @param progress receives the numbers of bytes read
    RunFiles(Path root, List<Path> files, LongConsumer progress) {
        this.root = root;
        this.files = files;
        this.first = files.getFirst();
        this.progress = progress;
    }

    /// Reads all files, and again without those that turned out to be unusable.
    EventReader read() throws IOException {
        SkippedItems skipped = new SkippedItems();
        EventReader events = pass(skipped, progress);
        if (!unusable.isEmpty()) {
            skipped = new SkippedItems();
            digests.clear();
            events = pass(skipped, bytes -> {});
        }
        skips.addAll(skipped);
        return events;
    }

    /// The digest of the first record.
    String header() {
        return Digests.hex(header.digest());
    }

    /// The digest of the first record and of the first one with values in the same file.
    String beginning() {
        return Digests.hex(beginning.digest());
    }

    private EventReader pass(SkippedItems skipped, LongConsumer listener) throws IOException {
        EventReader events = new EventReader(skipped);
        for (Path file : files) {
            if (!unusable.contains(file)) {
                read(file, events, skipped, listener);
                events.fileEnded();
            }
        }
        return events;
    }

    private void read(Path file, EventReader events, SkippedItems skipped, LongConsumer listener)
            throws IOException {
        String name = EventFiles.below(root, file);
        boolean foreign = false;
        String what = "which is not an event file";
        try (RecordFile records = new RecordFile(file, true)) {
            boolean hasContent;
            try {
                hasContent = records(file, records, events, listener);
            } catch (UnreadableSourceException e) {
                foreign = records.isForeign();
                if (records.isGzip()) {
                    what = "which is compressed: unpack it with gunzip";
                }
                throw e;
            }
            if (records.cut()) {
                skipped.add("the last record of %s, which is incomplete".formatted(name));
            } else if (records.offset() == 0) {
                skipped.add("%s, which is empty".formatted(name));
            } else if (!hasContent) {
                skipped.add("%s, which has no values".formatted(name));
            }
            digests.add(records.digest());
        } catch (UnreadableSourceException e) {
            unusable.add(file);
            if (foreign) {
                skips.add("%s, %s".formatted(name, what));
            } else {
                damage.add(String.valueOf(e.getMessage()));
            }
        } catch (IOException e) {
            unusable.add(file);
            damage.add("%s cannot be read: %s".formatted(file, Reasons.of(e)));
        }
    }

    /// @return whether an event has values
    private boolean records(
            Path file, RecordFile records, EventReader events, LongConsumer listener)
            throws IOException {
        long number = 0;
        long reached = 0;
        boolean hasContent = false;
        boolean begins = !begun;
        while (records.next()) {
            boolean hasSummary;
            try {
                hasSummary = events.take(records.bytes(), records.start(), records.length());
            } catch (UnreadableSourceException e) {
                throw new UnreadableSourceException(
                        "%s cannot be read at byte %,d: %s"
                                .formatted(file, records.offset(), e.getMessage()),
                        e);
            }
            hasContent |= hasSummary;
            if (begins) {
                begins = begin(file, records, number == 0, hasSummary);
            }
            if ((++number & EVERY - 1) == 0) {
                listener.accept(records.offset() - reached);
                reached = records.offset();
            }
        }
        listener.accept(Files.size(file) - reached);
        return hasContent;
    }

    /// Digests the beginning of the first file that has records.
    ///
    /// @return whether more of it follows
    private boolean begin(Path file, RecordFile records, boolean isFirst, boolean hasSummary) {
        if (isFirst) {
            begun = true;
            first = file;
            header.update(records.bytes(), records.start(), records.length());
        }
        if (isFirst || hasSummary) {
            beginning.update(records.bytes(), records.start(), records.length());
        }
        return !hasSummary;
    }
}
