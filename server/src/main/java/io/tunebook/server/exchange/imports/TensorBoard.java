package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
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

/// Reads the event files of TensorBoard: a file, or a folder in which each folder with event files
/// is a run.
///
/// A run is known by its path below the folder, the name of its first event file and the beginning
/// of that file, so that a copied folder has the same runs, and so has one whose files grew.
public final class TensorBoard {
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    private static final int LIVE = 3;

    private final Path root;
    private final boolean skipDamaged;
    private final ImportListener progress;
    private final SkippedItems skips = new SkippedItems();
    private final MessageDigest digest = Chain.sha256();
    private final List<String> damage = new ArrayList<>();
    private long done;
    private long all;

    private TensorBoard(Path root, boolean skipDamaged, ImportListener progress) {
        this.root = root;
        this.skipDamaged = skipDamaged;
        this.progress = progress;
    }

    /// @throws UnreadableSourceException when there are no event files, or some are damaged
    public static ParsedSource read(Path path, ImportListener progress) throws IOException {
        return read(path, false, progress);
    }

    /// @param skipDamaged whether to read the other files when some are damaged
    /// @throws UnreadableSourceException when nothing can be read, or files are damaged and not
    ///   skipped
    public static ParsedSource read(Path path, boolean skipDamaged, ImportListener progress)
            throws IOException {
        Path file = path.toAbsolutePath().normalize();
        boolean alone = Files.isRegularFile(file);
        Path root = alone ? Objects.requireNonNull(file.getParent()) : file;
        TensorBoard reader = new TensorBoard(root, skipDamaged, progress);
        Map<String, List<Path>> runs =
                alone
                        ? Map.of(".", List.of(file))
                        : EventFiles.below(root, reader.skips, reader.damage);
        return reader.read(file, runs);
    }

    private ParsedSource read(Path path, Map<String, List<Path>> runs) throws IOException {
        for (List<Path> files : runs.values()) {
            for (Path file : files) {
                all += Files.size(file);
            }
        }
        Path last = root.getFileName();
        String name = last == null ? "tensorboard" : last.toString();
        String study = "tensorboard-" + Digests.shortOf(name);
        List<ParsedRun> parsed = new ArrayList<>();
        for (Map.Entry<String, List<Path>> e : runs.entrySet()) {
            run(
                    study,
                    e.getKey(),
                    e.getKey().equals(".") ? name : e.getKey(),
                    e.getValue(),
                    parsed);
        }
        if (!damage.isEmpty() && (!skipDamaged || parsed.isEmpty())) {
            throw new DamagedFilesException(damage, !parsed.isEmpty());
        }
        if (parsed.isEmpty()) {
            throw empty(path, runs);
        }
        for (String problem : damage) {
            skips.add(problem.replace(root + root.getFileSystem().getSeparator(), ""));
        }
        return new ParsedSource(
                "%s, TensorBoard's event files".formatted(name),
                "tensorboard",
                Digests.hex(digest.digest()),
                List.of(new ParsedStudy(study, name, null, List.of(), Map.of(), parsed)),
                skips);
    }

    private UnreadableSourceException empty(Path path, Map<String, List<Path>> runs) {
        List<String> sentences = skips.sentences();
        String skipped =
                sentences.isEmpty()
                        ? ""
                        : "; skipped: "
                                + String.join(
                                        "; ", sentences.subList(0, Math.min(5, sentences.size())));
        return new UnreadableSourceException(
                runs.isEmpty()
                        ? "there are no event files in %s: their names contain 'tfevents'%s"
                                .formatted(path, skipped)
                        : "there are no scalars in the event files of %s%s"
                                .formatted(path, skipped));
    }

    /// @param path of the run below the root, which identifies it
    /// @param name for people
    private void run(String study, String path, String name, List<Path> files, List<ParsedRun> to)
            throws IOException {
        RunFiles reading = new RunFiles(root, files, this::reached);
        EventReader events = reading.read();
        List<Measurements> curves = events.curves(name, skips);
        skips.addAll(reading.skips);
        damage.addAll(reading.damage);
        reading.digests.forEach(digest::update);
        SessionParams session = events.session;
        if (curves.isEmpty() && session.hparams.isEmpty() && session.status == 0) {
            if (!reading.digests.isEmpty()) {
                skips.add("the folder '%s', whose event files have no scalars".formatted(name));
            }
            return;
        }
        End end =
                switch (session.status) {
                    case FAILURE -> End.FAILED;
                    case LIVE -> End.RUNNING;
                    // Without the HParams plugin the end of a run is not recorded.
                    case SUCCESS -> End.FINISHED;
                    default -> End.FINISHED;
                };
        long ended = session.ended > 0 ? session.ended : events.last;
        String first = reading.first.getFileName().toString();
        String old = files.getFirst().getFileName().toString();
        to.add(
                new ParsedRun(
                                "tb-" + Digests.shortOf(study, path, first, reading.beginning()),
                                name,
                                "",
                                session.started > 0 ? session.started : events.first,
                                session.hparams,
                                Map.of(),
                                curves,
                                end,
                                ended > 0 ? ended : null,
                                end == End.FAILED
                                        ? "TensorBoard's session ended with a failure"
                                        : "")
                        .formerly(
                                List.of(
                                        "tb-"
                                                + Digests.shortOf(
                                                        study, path, first, reading.header()),
                                        "tb-" + Digests.shortOf(study, path, old)))
                        .appendOnly(events.discarded));
    }

    private void reached(long bytes) {
        done += bytes;
        progress.reached("reading", done, all);
    }
}
