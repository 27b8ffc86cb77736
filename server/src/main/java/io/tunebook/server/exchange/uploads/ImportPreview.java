package io.tunebook.server.exchange.uploads;

import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.server.exchange.imports.ParsedRun;
import io.tunebook.server.exchange.imports.ParsedSource;
import io.tunebook.server.exchange.imports.ParsedStudy;
import io.tunebook.server.exchange.tracking.ParameterInference;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Study;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What the import of an upload would create; nothing is imported yet.
///
/// @param id names the upload when it is imported or discarded
/// @param source a description of the source
/// @param columns how each column of a table is read, a line each; empty for other kinds
/// @param skipped what is not imported, with the reason
/// @param project the project of an archive; null for other kinds
public record ImportPreview(
        String id,
        String kind,
        String name,
        String source,
        List<StudyPart> studies,
        List<String> columns,
        List<String> skipped,
        @Nullable ProjectPart project) {
    private static final int MAX_NAMES = 100;

    public ImportPreview {
        studies = List.copyOf(studies);
        columns = List.copyOf(columns);
        skipped = List.copyOf(skipped);
    }

    /// @param newRuns runs that this Tunebook does not have yet
    /// @param states the number of runs by their end
    /// @param metrics the first hundred with their directions, judged by their names
    /// @param objective null when neither the source nor an earlier description has it
    public record StudyPart(
            String name,
            int runs,
            int newRuns,
            long measurements,
            Map<String, Integer> states,
            List<String> parameters,
            Map<String, Objective.Direction> metrics,
            @Nullable Objective objective) {}

    /// @param events of the archive
    /// @param newEvents events that this Tunebook does not have yet
    public record ProjectPart(
            String id, String title, long events, long newEvents, int artifacts) {}

    /// @param newRuns the number of runs that are new
    static ImportPreview of(
            Upload upload,
            ParsedSource source,
            List<String> columns,
            Book book,
            ToIntFunction<ParsedStudy> newRuns) {
        return new ImportPreview(
                upload.id(),
                upload.kind().label(),
                upload.name(),
                source.source(),
                source.studies().stream().map(s -> study(s, book, newRuns.applyAsInt(s))).toList(),
                columns,
                source.skips().sentences(),
                null);
    }

    static ImportPreview of(Upload upload, ProjectPart project, List<String> skipped) {
        return new ImportPreview(
                upload.id(),
                upload.kind().label(),
                upload.name(),
                upload.name(),
                List.of(),
                List.of(),
                skipped,
                project);
    }

    private static StudyPart study(ParsedStudy study, Book book, int newRuns) {
        Map<String, Integer> states = new TreeMap<>();
        TreeSet<String> parameters = new TreeSet<>();
        Map<String, Objective.Direction> metrics = new TreeMap<>();
        for (ParsedRun run : study.runs()) {
            states.merge(state(run), 1, Integer::sum);
            parameters.addAll(run.params().keySet());
            for (Measurements m : run.curves()) {
                if (metrics.size() < MAX_NAMES) {
                    metrics.putIfAbsent(m.metric(), ParameterInference.direction(m.metric()));
                }
            }
        }
        return new StudyPart(
                study.name(),
                study.runs().size(),
                newRuns,
                study.runs().stream().mapToLong(ParsedRun::points).sum(),
                states,
                parameters.stream().limit(MAX_NAMES).toList(),
                metrics,
                study.objective() == null ? described(study, book) : study.objective());
    }

    /// The objective by which an earlier import was described; null when it was not.
    private static @Nullable Objective described(ParsedStudy study, Book book) {
        Experiment known = book.tracked().experiment(study.id());
        Study trials = known == null || known.study() == null ? null : book.study(known.study());
        return trials == null ? null : book.projectOf(book.roundOf(trials)).objective();
    }

    /// A run without a recorded end is imported as finished.
    private static String state(ParsedRun run) {
        ParsedRun.End end = run.end();
        return (end == ParsedRun.End.UNKNOWN ? ParsedRun.End.FINISHED : end)
                .name()
                .toLowerCase(Locale.ROOT);
    }
}
