package io.tunebook.server.exchange.imports;

import io.tunebook.events.log.Chain;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads the event files of TensorBoard: a file, or a folder in which each folder with event files
/// is a run.
public final class TensorBoard {
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    private static final int LIVE = 3;
    private static final int EVERY = 1 << 14;

    private final SkippedItems skips = new SkippedItems();
    private final MessageDigest digest = Chain.sha256();
    private final ImportListener progress;
    private long done;
    private long all;

    private TensorBoard(ImportListener progress) {
        this.progress = progress;
    }

    /// @throws UnreadableSourceException when there are no event files, or one is damaged
    public static ParsedSource read(Path path, ImportListener progress) throws IOException {
        return new TensorBoard(progress).imported(path.toAbsolutePath().normalize());
    }

    private ParsedSource imported(Path path) throws IOException {
        boolean alone = Files.isRegularFile(path);
        Path root = alone ? Objects.requireNonNull(path.getParent()) : path;
        Map<String, List<Path>> runs = runs(path, root);
        if (runs.isEmpty()) {
            throw new UnreadableSourceException(
                    "there are no event files in %s: their names contain 'tfevents'"
                            .formatted(path));
        }
        for (List<Path> files : runs.values()) {
            for (Path file : files) {
                all += Files.size(file);
            }
        }
        Path last = root.getFileName();
        String name = last == null ? "tensorboard" : last.toString();
        String study = "tensorboard-" + Digests.shortOf(name);
        List<ParsedRun> imported = new ArrayList<>();
        for (Map.Entry<String, List<Path>> e : runs.entrySet()) {
            imported.add(run(study, e.getKey(), e.getValue()));
        }
        return new ParsedSource(
                "%s, TensorBoard's event files".formatted(name),
                "tensorboard",
                Digests.hex(digest.digest()),
                List.of(new ParsedStudy(study, name, null, List.of(), Map.of(), imported)),
                skips);
    }

    /// The event files of each folder, by its path below the root.
    private static Map<String, List<Path>> runs(Path path, Path root) throws IOException {
        Map<String, List<Path>> runs = new TreeMap<>();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file)
                        && (file.equals(path)
                                || file.getFileName().toString().contains("tfevents"))) {
                    Path folder = Objects.requireNonNull(file.getParent());
                    String run = root.relativize(folder).toString().replace('\\', '/');
                    runs.computeIfAbsent(run.isEmpty() ? "." : run, k -> new ArrayList<>())
                            .add(file);
                }
            }
        }
        return runs;
    }

    private ParsedRun run(String study, String name, List<Path> files) throws IOException {
        EventReader events = new EventReader(skips);
        for (Path file : files) {
            read(file, events);
        }
        // The first file's name contains the time and host of the run's start.
        String first = files.getFirst().getFileName().toString();
        End end =
                switch (events.status) {
                    case FAILURE -> End.FAILED;
                    case LIVE -> End.RUNNING;
                    // Without the HParams plugin the end of a run is not recorded.
                    case SUCCESS -> End.FINISHED;
                    default -> End.FINISHED;
                };
        Long started = events.started != null ? events.started : events.first;
        return new ParsedRun(
                "tb-" + Digests.shortOf(study, name, first),
                name,
                "",
                started == null ? 0 : started,
                events.hparams,
                Map.of(),
                events.curves(),
                end,
                events.ended != null ? events.ended : Long.valueOf(events.last),
                end == End.FAILED ? "TensorBoard's session ended with a failure" : "");
    }

    private void read(Path file, EventReader events) throws IOException {
        long before = done;
        try (RecordFile records = new RecordFile(file, true)) {
            long number = 0;
            while (records.next()) {
                try {
                    events.take(records.bytes(), records.start(), records.length());
                } catch (UnreadableSourceException e) {
                    throw new UnreadableSourceException(
                            "%s cannot be read at byte %,d: %s"
                                    .formatted(file, records.offset(), e.getMessage()),
                            e);
                }
                if ((++number & EVERY - 1) == 0) {
                    done = before + records.offset();
                    progress.reached("reading", done, all);
                }
            }
            if (records.cut()) {
                skips.add(
                        "the last record of %s, which is incomplete".formatted(file.getFileName()));
            }
            if (number == 0 && !records.cut()) {
                skips.add("%s, which is empty".formatted(file.getFileName()));
            }
            done = before + Files.size(file);
            digest.update(records.digest());
            progress.reached("reading", done, all);
        }
    }
}
