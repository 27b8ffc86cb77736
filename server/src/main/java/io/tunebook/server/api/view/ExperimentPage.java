package io.tunebook.server.api.view;

import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Objective;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.api.view.ViewParts.RoundRef;
import io.tunebook.server.exchange.tracking.ParameterInference;
import io.tunebook.server.exchange.tracking.ScaleChanges;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Study;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An experiment with external runs, and the domains inferred for its params.
///
/// @param metrics the metrics of its runs by name, the first 1,000
/// @param directions the direction of each metric, judged by its name
/// @param objective inferred, null without measurements; the study's once there is one
/// @param params the params of its runs; what is inferred can be corrected
/// @param described null until the experiment is described
/// @param runs the latest ones, newest first, without the deleted ones
public record ExperimentPage(
        long position,
        Row experiment,
        String note,
        List<String> metrics,
        Map<String, Objective.Direction> directions,
        @Nullable Objective objective,
        List<ParameterInference.Inferred> params,
        @Nullable DescribedPart described,
        List<RunPart> runs) {
    private static final int MAX_RUNS = 2_000;
    private static final int MAX_METRICS = 6;
    private static final int MAX_NAMES = 1_000;

    /// The maximum number of params of all runs in the table.
    private static final int MAX_PARAMS = 100_000;

    private static final String NOTE = "mlflow.note.content";

    /// A row in the list of experiments.
    ///
    /// @param runs the number of its runs, without the deleted ones
    /// @param round the round in which its runs are trials; null until it is described
    public record Row(
            String id,
            String name,
            String source,
            int runs,
            long running,
            @Nullable String study,
            @Nullable String round,
            Instant changed) {}

    public record DescribedPart(
            ProjectRef project, RoundRef round, String study, List<RoundPage.RolePart> roles) {}

    /// @param startTime milliseconds since 1970
    /// @param metrics the last values of the objective and of the first others by name, six in all
    /// @param trial whether it is a trial of the study
    public record RunPart(
            String id,
            String name,
            String user,
            RunStatus status,
            long startTime,
            @Nullable Long endTime,
            String why,
            @Nullable String parent,
            boolean trial,
            Map<String, String> params,
            Map<String, Double> metrics) {}

    public static ExperimentPage of(Book book, Experiment e) {
        List<Run> runs = active(book, e);
        DescribedPart described = described(book, e);
        List<String> metrics =
                runs.stream()
                        .flatMap(r -> r.metrics().keySet().stream())
                        .distinct()
                        .sorted()
                        .limit(MAX_NAMES)
                        .toList();
        Objective objective =
                described == null
                        ? ParameterInference.objective(runs)
                        : described.project().objective();
        List<String> columns = columns(metrics, objective);
        return new ExperimentPage(
                book.position(),
                row(book, e),
                e.tags().getOrDefault(NOTE, ""),
                metrics,
                directions(metrics),
                objective,
                ParameterInference.params(runs),
                described,
                latest(runs).map(r -> part(book, r, columns)).toList());
    }

    /// The latest runs, fewer when they have many params.
    private static Stream<Run> latest(List<Run> runs) {
        int params = 0;
        int shown = 0;
        for (Run run : runs.reversed()) {
            params += run.params().size();
            if (shown > 0 && (shown == MAX_RUNS || params > MAX_PARAMS)) {
                break;
            }
            shown++;
        }
        return runs.reversed().stream().limit(shown);
    }

    /// The metrics of the table of runs: with hundreds of metrics, all values would be most of the
    /// page.
    private static List<String> columns(List<String> metrics, @Nullable Objective objective) {
        return Stream.concat(
                        objective == null ? Stream.empty() : Stream.of(objective.metric()),
                        metrics.stream())
                .distinct()
                .limit(MAX_METRICS)
                .toList();
    }

    private static Map<String, Objective.Direction> directions(List<String> metrics) {
        Map<String, Objective.Direction> directions = new TreeMap<>();
        metrics.forEach(m -> directions.put(m, ParameterInference.direction(m)));
        return directions;
    }

    private static List<Run> active(Book book, Experiment e) {
        return book.tracked().runsOf(e).stream().filter(r -> !r.deleted()).toList();
    }

    static Row row(Book book, Experiment e) {
        List<Run> runs = active(book, e);
        Study study = e.study() == null ? null : book.study(e.study());
        Instant changed = e.changed().recordedAt();
        for (Run run : runs) {
            Instant at = run.changed().recordedAt();
            changed = at.isAfter(changed) ? at : changed;
        }
        return new Row(
                e.id(),
                e.name(),
                e.facts().source(),
                runs.size(),
                runs.stream().filter(r -> r.status() == RunStatus.RUNNING).count(),
                e.study(),
                study == null ? null : study.facts().round(),
                changed);
    }

    private static @Nullable DescribedPart described(Book book, Experiment e) {
        if (e.study() == null) {
            return null;
        }
        Round round = book.roundOf(Objects.requireNonNull(book.study(e.study())));
        return new DescribedPart(
                ProjectRef.of(book.projectOf(round)),
                RoundRef.of(round),
                e.study(),
                ScaleChanges.roles(book, round).stream().map(RoundPage::role).toList());
    }

    private static RunPart part(Book book, Run run, List<String> columns) {
        Map<String, Double> metrics = new TreeMap<>();
        for (String name : columns) {
            Run.Metric metric = run.metrics().get(name);
            if (metric != null) {
                metrics.put(name, metric.value());
            }
        }
        return new RunPart(
                run.id(),
                run.name(),
                run.facts().user(),
                run.status(),
                run.facts().startTime(),
                run.endTime(),
                run.why(),
                run.parent(),
                book.trial(run.id()) != null,
                run.params(),
                metrics);
    }
}
