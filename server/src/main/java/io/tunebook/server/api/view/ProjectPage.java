package io.tunebook.server.api.view;

import io.tunebook.events.Configuration;
import io.tunebook.events.Goal;
import io.tunebook.events.MetricKind;
import io.tunebook.events.Objective;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.MetricKinds;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Sample;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A project: its live configuration and launches, its rounds, and its running studies.
public record ProjectPage(
        long position,
        ProjectRef project,
        UnitPart unit,
        List<MetricRow> metricKinds,
        @Nullable BaselinePart baseline,
        List<LaunchRow> launches,
        List<RoundRow> rounds,
        List<RunningRow> running) {
    /// The trials of a study whose metrics are listed, the last ones.
    private static final int MAX_TRIALS = 20;

    private static final int MAX_METRICS = 1_000;

    /// The unit of the objective.
    ///
    /// @param guessed whether it is a guess from the name and the values
    /// @param why the reason for a guess; empty for a recorded unit
    public record UnitPart(Objective.Unit unit, boolean guessed, String why) {
        static UnitPart of(Project p) {
            return new UnitPart(p.unit().unit(), p.unit().guessed(), p.unit().why());
        }
    }

    /// A metric of the project's trials.
    ///
    /// @param described whether a person has described it; else its name suggests the kind
    public record MetricRow(String metric, MetricKind kind, boolean described) {
        static List<MetricRow> of(Snapshot snapshot, Project p) {
            MetricKinds kinds = p.metricKinds();
            return metrics(snapshot, p)
                    .sorted()
                    .limit(MAX_METRICS)
                    .map(m -> new MetricRow(m, kinds.of(m), kinds.isDescribed(m)))
                    .toList();
        }

        /// The metrics of the last trial with curves of each study, and those that are described.
        private static Stream<String> metrics(Snapshot snapshot, Project p) {
            Book book = snapshot.book();
            Stream<String> measured =
                    book.roundsOf(p).stream()
                            .flatMap(r -> book.studiesOf(r).stream())
                            .flatMap(s ->
                                    s.trials().reversed().stream()
                                            .limit(MAX_TRIALS)
                                            .flatMap(t -> snapshot.curves().metricsOf(t).stream()));
            return Stream.concat(measured, p.metrics().keySet().stream()).distinct();
        }
    }

    public record BaselinePart(
            @Nullable Double value,
            Configuration configuration,
            String source,
            @Nullable String launch,
            Since since,
            String note) {
        static @Nullable BaselinePart of(Project.@Nullable Baseline b) {
            return b == null
                    ? null
                    : new BaselinePart(
                            b.value(),
                            b.configuration(),
                            b.launch() == null ? "recorded" : "launch",
                            b.launch(),
                            new Since(b.since().position(), b.since().recordedAt()),
                            b.note());
        }
    }

    public record Since(long position, Instant recordedAt) {}

    /// @param studies that search
    /// @param reruns the studies that rerun known configurations
    /// @param lastAt the last time at which a trial was proposed, started or ended
    public record RoundRow(
            String id,
            int number,
            Goal goal,
            String state,
            int studies,
            int reruns,
            int trials,
            int completed,
            int infeasible,
            @Nullable Double best,
            Instant openedAt,
            Instant lastAt) {}

    /// A running study.
    ///
    /// @param ended the number of ended trials
    /// @param running the number of running trials
    /// @param secondsLeft estimated from the mean time of its trials; null before the first has
    ///   ended
    public record RunningRow(
            String study,
            String name,
            String round,
            int roundNumber,
            int planned,
            int ended,
            long running,
            @Nullable Double secondsLeft) {}

    public static ProjectPage of(Snapshot snapshot, Project p) {
        Book book = snapshot.book();
        return new ProjectPage(
                book.position(),
                ProjectRef.of(p),
                UnitPart.of(p),
                MetricRow.of(snapshot, p),
                BaselinePart.of(p.baseline()),
                LaunchRow.of(book, p.launches()),
                book.roundsOf(p).stream()
                        .map(r -> roundRow(book, r))
                        .sorted(Comparator.comparingInt(RoundRow::number).reversed())
                        .toList(),
                book.roundsOf(p).stream().flatMap(r -> running(book, r)).toList());
    }

    /// Studies that are open for more tracked runs, but have none to wait for, are not running.
    static Stream<RunningRow> running(Book book, Round r) {
        return Sample.of(book, r).stream()
                .filter(s -> s.study().state() == Study.State.RUNNING)
                .map(s -> Map.entry(s, StudySummaries.part(book, s)))
                .filter(e ->
                        e.getValue().running() > 0 || e.getKey().ended() < e.getValue().planned())
                .map(e -> {
                    Sample s = e.getKey();
                    ViewParts.StudyPart part = e.getValue();
                    return new RunningRow(
                            part.id(),
                            part.name(),
                            r.id(),
                            r.facts().number(),
                            part.planned(),
                            s.ended(),
                            part.running(),
                            part.secondsLeft());
                });
    }

    private static Instant lastAt(Book book, Round r, List<Sample> samples) {
        return samples.stream()
                .flatMap(s -> book.trialsOf(s.study()).stream())
                .map(ProjectPage::touched)
                .max(Comparator.naturalOrder())
                .orElse(r.opened().recordedAt());
    }

    private static Instant touched(Trial trial) {
        return switch (trial) {
            case Trial.Proposed t -> t.spec().proposed().recordedAt();
            case Trial.Running t -> t.start().at().recordedAt();
            case Trial.Completed t -> t.at().recordedAt();
            case Trial.Infeasible t -> t.at().recordedAt();
            case Trial.Abandoned t -> t.at().recordedAt();
        };
    }

    static RoundRow roundRow(Book book, Round r) {
        List<Sample> samples = Sample.of(book, r);
        Objective objective = book.projectOf(r).objective();
        return new RoundRow(
                r.id(),
                r.facts().number(),
                r.facts().goal(),
                r.open() ? "open" : "closed",
                samples.size(),
                r.studies().size() - samples.size(),
                samples.stream().mapToInt(s -> s.study().trials().size()).sum(),
                samples.stream().mapToInt(s -> s.completed().size()).sum(),
                samples.stream().mapToInt(s -> s.infeasible().size()).sum(),
                samples.stream()
                        .flatMap(s -> s.completed().stream())
                        .min(Sample.bestFirst(objective))
                        .map(Trial.Completed::value)
                        .orElse(null),
                r.opened().recordedAt(),
                lastAt(book, r, samples));
    }
}
