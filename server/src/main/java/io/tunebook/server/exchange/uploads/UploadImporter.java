package io.tunebook.server.exchange.uploads;

import io.tunebook.events.Objective;
import io.tunebook.server.exchange.archive.ArchiveImport;
import io.tunebook.server.exchange.archive.InvalidExportException;
import io.tunebook.server.exchange.imports.Csv;
import io.tunebook.server.exchange.imports.CsvChoices;
import io.tunebook.server.exchange.imports.DamagedFilesException;
import io.tunebook.server.exchange.imports.ImportListener;
import io.tunebook.server.exchange.imports.ImportedStudies;
import io.tunebook.server.exchange.imports.Optuna;
import io.tunebook.server.exchange.imports.ParsedSource;
import io.tunebook.server.exchange.imports.ParsedStudy;
import io.tunebook.server.exchange.imports.RunImporter;
import io.tunebook.server.exchange.imports.StudyDescriber;
import io.tunebook.server.exchange.imports.TensorBoard;
import io.tunebook.server.exchange.imports.UnreadableSourceException;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.Description;
import io.tunebook.server.exchange.tracking.DiskReserve;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Experiment;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Previews and imports uploads through the ledger of the running server. Thread-safe.
public final class UploadImporter {
    private final Uploads uploads;
    private final Ledger ledger;
    private final @Nullable Artifacts artifacts;
    private final Map<String, ImportStep> steps = new ConcurrentHashMap<>();

    /// @param artifacts null when none are stored: then archives are refused
    public UploadImporter(Uploads uploads, Ledger ledger, @Nullable Artifacts artifacts) {
        this.uploads = uploads;
        this.ledger = ledger;
        this.artifacts = artifacts;
    }

    /// How a table is read; null fields are inferred.
    ///
    /// @param objective the metric to optimize: the runs become the trials of a study
    /// @param unit of the objective
    public record ImportChoices(
            @Nullable String experiment,
            @Nullable String objective,
            Objective.@Nullable Direction direction,
            Objective.@Nullable Unit unit) {
        CsvChoices ofTable() {
            return new CsvChoices(
                    experiment,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    objective,
                    direction);
        }
    }

    /// @param what the current step, in a word
    /// @param done of `all`, in the same unit
    public record ImportStep(String what, long done, long all) {}

    /// @param newRuns runs that are new
    /// @param events how many were appended
    /// @param experiments the ids of the experiments with the runs
    /// @param rounds the ids of the rounds that were created to show them
    /// @param project the id of an archive's project; null for other kinds
    /// @param skipped what was not imported, in sentences
    /// @param notes what was added to runs of the log or changed in their description, in sentences
    public record ImportResult(
            int newRuns,
            long events,
            List<String> experiments,
            List<String> rounds,
            @Nullable String project,
            List<String> skipped,
            List<String> notes) {}

    /// Stores an upload and reads it to the end.
    ///
    /// @param skipDamaged whether to skip files of the upload that cannot be read, when others can
    /// @throws UploadTooLargeException beyond the maximum size
    /// @throws UnreadableSourceException when it cannot be read; nothing of it is kept
    public ImportPreview upload(
            UploadKind kind, String name, long stated, InputStream content, boolean skipDamaged)
            throws IOException {
        Upload upload = uploads.store(kind, name, stated, content, skipDamaged);
        try {
            return readable(upload, () -> preview(upload));
        } catch (IOException | RuntimeException e) {
            uploads.discard(upload.id());
            throw e;
        }
    }

    private ImportPreview preview(Upload upload) throws IOException {
        if (upload.kind() == UploadKind.ARCHIVE) {
            ArchiveImport.Preview p =
                    ArchiveImport.preview(upload.source(), ledger, stored(), silent());
            return ImportPreview.of(
                    upload,
                    new ImportPreview.ProjectPart(
                            p.project(), p.title(), p.events(), p.fresh(), p.files()),
                    missing(p.missing()));
        }
        List<String> columns = new ArrayList<>();
        ParsedSource source =
                read(
                        upload,
                        new ImportChoices(null, null, null, null),
                        columns,
                        ImportListener.SILENT);
        RunImporter importer = new RunImporter(ledger, "preview", ImportListener.SILENT);
        return ImportPreview.of(upload, source, columns, ledger.now().book(), importer::newRuns);
    }

    /// Imports an upload and deletes it.
    ///
    /// @return empty when no such upload is stored
    /// @throws UnreadableSourceException when a choice does not fit; the upload stays stored
    public Optional<ImportResult> apply(String id, ImportChoices choices, String actor)
            throws IOException {
        Upload upload = uploads.find(id).orElse(null);
        if (upload == null || steps.putIfAbsent(id, new ImportStep("reading", 0, 0)) != null) {
            return Optional.empty();
        }
        try {
            ImportResult result = readable(upload, () -> apply(upload, choices, actor));
            uploads.discard(id);
            return Optional.of(result);
        } finally {
            steps.remove(id);
        }
    }

    /// The current step of an import, `waiting` before it begins; empty when no such upload is
    /// stored.
    public Optional<ImportStep> step(String id) {
        ImportStep step = steps.get(id);
        return step != null
                ? Optional.of(step)
                : uploads.find(id).map(u -> new ImportStep("waiting", 0, 0));
    }

    public void discard(String id) {
        uploads.discard(id);
    }

    private ImportResult apply(Upload upload, ImportChoices choices, String actor)
            throws IOException {
        ImportListener listener =
                (what, done, all) -> steps.put(upload.id(), new ImportStep(what, done, all));
        if (upload.kind() == UploadKind.ARCHIVE) {
            ArchiveImport.Imported done =
                    ArchiveImport.run(upload.source(), ledger, stored(), actor, listener::reached);
            return new ImportResult(
                    0,
                    done.fresh(),
                    List.of(),
                    List.of(),
                    done.project(),
                    missing(done.missing()),
                    List.of());
        }
        ParsedSource source = read(upload, choices, new ArrayList<>(), listener);
        RunImporter.ImportResult landed = new RunImporter(ledger, actor, listener).land(source);
        List<String> rounds = new ArrayList<>();
        for (ParsedStudy study : source.studies()) {
            describe(study, choices.unit(), actor).ifPresent(rounds::add);
            ImportedStudies.finish(ledger, study.id(), actor);
        }
        return new ImportResult(
                landed.newRuns(),
                landed.events(),
                landed.experiments(),
                rounds,
                null,
                source.skips().sentences(),
                landed.notes());
    }

    /// The round of a study that was not described before; empty without one.
    private Optional<String> describe(
            ParsedStudy study, Objective.@Nullable Unit unit, String actor) {
        Tracking tracking = new Tracking(ledger);
        Experiment known = tracking.now().experiment(study.id());
        Description d = StudyDescriber.of(study, ledger.now().book());
        if (known == null || known.study() != null || d == null) {
            return Optional.empty();
        }
        return Optional.of(tracking.describe(study.id(), unit == null ? d : d.in(unit), actor));
    }

    private static ParsedSource read(
            Upload upload, ImportChoices choices, List<String> columns, ImportListener listener)
            throws IOException {
        return switch (upload.kind()) {
            case OPTUNA -> Optuna.read(upload.source(), listener);
            case TENSORBOARD -> TensorBoard.read(upload.source(), upload.skipDamaged(), listener);
            case CSV -> {
                Csv.CsvInterpretation table =
                        Csv.read(upload.source(), choices.ofTable(), listener);
                // Without the summary before them and the objective after them.
                columns.addAll(table.words().subList(1, table.words().size() - 1));
                yield table.imported();
            }
            case ARCHIVE -> throw new IllegalArgumentException("an archive is not parsed");
        };
    }

    private static ArchiveImport.Progress silent() {
        return (what, done, all) -> {};
    }

    private static List<String> missing(int files) {
        return files == 0
                ? List.of()
                : List.of("%,d artifacts, whose files are not in the archive".formatted(files));
    }

    private Artifacts stored() {
        if (artifacts == null) {
            throw new UnreadableSourceException(
                    "this server stores no artifacts: use './tunebook import archive'");
        }
        return artifacts;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /// Errors name the file as the client named it.
    private static <T> T readable(Upload upload, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (IOException e) {
            throw DiskReserve.unlessFull(e, upload.folder());
        } catch (UnreadableSourceException | InvalidExportException e) {
            String listed = String.valueOf(e.getMessage());
            String message =
                    e instanceof DamagedFilesException damaged && damaged.hasOthers()
                            ? "%s. Add the parameter skipDamaged=true to import the others"
                                    .formatted(listed)
                            : listed;
            throw new UnreadableSourceException(
                    message.replace(upload.source().toString(), upload.name())
                            .replace(upload.folder().toString(), "")
                            .strip());
        }
    }
}
