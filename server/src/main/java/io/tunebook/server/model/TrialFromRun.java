package io.tunebook.server.model;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Converts a run of a described experiment to a trial.
///
/// A finished run is a completed trial with its best finite objective, or infeasible without one or
/// when it violates a constraint of Optuna; a failed run is infeasible, a killed one abandoned. A
/// parent run without an objective of its own is not a trial, and neither is a deleted run or one
/// of a deleted experiment.
record TrialFromRun(Experiment experiment, Run run, Study study, Objective objective) {
    private static final double MILLIS = 1_000;

    /// The book with the run's trial updated.
    static Book in(Book book, Experiment experiment, Run run) {
        if (experiment.study() == null) {
            return book;
        }
        @Nullable Study study = book.study(experiment.study());
        if (study == null) {
            return book;
        }
        Objective objective = book.projectOf(book.roundOf(study)).facts().objective();
        TrialFromRun derived = new TrialFromRun(experiment, run, study, objective);
        if (run.deleted() || experiment.deleted() || derived.container()) {
            @Nullable Trial gone = book.trial(run.id());
            return gone == null
                    ? book
                    : book.withoutTrial(run.id())
                            .withStudy(study.withoutTrial(run.id()).runningMore(-running(gone)));
        }
        Trial before = book.trial(run.id());
        boolean known = before != null && before.spec().study().equals(study.id());
        Configuration configuration = derived.configuration();
        Trial trial = derived.trial(configuration);
        Study next =
                study.withSpace(ParameterParser.widened(study.facts().space(), configuration))
                        .tracking(known ? null : run.id())
                        .runningMore(running(trial) - (known ? running(before) : 0));
        return book.withTrial(trial).withStudy(next);
    }

    /// The book after measurements of a run: those of a running one do not change its trial, and
    /// none changes its configuration.
    static Book measured(Book book, Experiment experiment, Run run) {
        @Nullable Trial before = book.trial(run.id());
        if (before instanceof Trial.Running && run.status() == RunStatus.RUNNING) {
            return book;
        }
        String id = experiment.study();
        @Nullable Study study = id == null ? null : book.study(id);
        if (before == null || study == null || !before.spec().study().equals(id) || run.deleted()) {
            return in(book, experiment, run);
        }
        Objective objective = book.projectOf(book.roundOf(study)).facts().objective();
        return book.withTrial(
                new TrialFromRun(experiment, run, study, objective).trial(before.configuration()));
    }

    private static int running(@Nullable Trial trial) {
        return trial instanceof Trial.Running ? 1 : 0;
    }

    private boolean container() {
        return experiment.parents().contains(run.id())
                && !run.metrics().containsKey(objective.metric());
    }

    private Configuration configuration() {
        Map<String, String> named = ParameterNames.texts(study.facts().space(), run.params());
        Map<String, Value> values = new TreeMap<>();
        for (Parameter p : study.facts().space().parameters()) {
            String text = named.get(p.name());
            if (text == null || !exists(p, values)) {
                continue;
            }
            values.put(p.name(), ParameterParser.read(p.domain(), text));
        }
        return new Configuration(values);
    }

    /// Without a copy of the values for each parameter.
    private static boolean exists(Parameter p, Map<String, Value> values) {
        Parameter.Condition when = p.when();
        return when == null || when.equals().equals(values.get(when.parameter()));
    }

    private Trial trial(Configuration configuration) {
        Stamp started =
                new Stamp(
                        run.created().position(),
                        Instant.ofEpochMilli(run.facts().startTime()),
                        run.created().actor());
        var spec = new Trial.Spec(run.id(), study.id(), run.number(), configuration, 0, started);
        String where = run.program() == null ? run.facts().user() : run.program();
        var start = new Trial.Start(experiment.facts().source(), where, 0, 1, null, null, started);
        Stamp at = run.changed();
        Run.@Nullable Metric metric = run.metrics().get(objective.metric());
        @Nullable Long nonFinite = metric == null ? null : metric.strange();
        return switch (run.status()) {
            case SCHEDULED, RUNNING -> new Trial.Running(spec, start);
            case KILLED -> new Trial.Abandoned(spec, start, why("the run was killed"), false, at);
            case FAILED ->
                    new Trial.Infeasible(
                            spec,
                            start,
                            InfeasibleKind.FAILED,
                            why("the run failed"),
                            nonFinite,
                            at);
            case FINISHED ->
                    metric == null || Double.isNaN(metric.lowest())
                            ? new Trial.Infeasible(
                                    spec,
                                    start,
                                    metric == null
                                            ? InfeasibleKind.FAILED
                                            : InfeasibleKind.DIVERGED,
                                    why(without(metric)),
                                    nonFinite,
                                    at)
                            : finished(spec, start, metric, at);
        };
    }

    private Trial finished(Trial.Spec spec, Trial.Start start, Run.Metric metric, Stamp at) {
        String violated = Constraints.violated(run.tags());
        return violated == null
                ? completed(spec, start, metric, at)
                : new Trial.Infeasible(
                        spec, start, InfeasibleKind.OTHER, violated, metric.strange(), at);
    }

    private Trial completed(Trial.Spec spec, Trial.Start start, Run.Metric metric, Stamp at) {
        boolean lowest = objective.direction() == Direction.MINIMIZE;
        Long end = run.endTime();
        double seconds = end == null ? 0 : Math.max(0, end - run.facts().startTime()) / MILLIS;
        return new Trial.Completed(
                spec,
                start,
                lowest ? metric.lowest() : metric.highest(),
                lowest ? metric.lowestStep() : metric.highestStep(),
                run.lastStep(),
                seconds,
                new LastValues(run.metrics(), objective.metric()),
                at);
    }

    private String without(Run.@Nullable Metric metric) {
        return metric == null
                ? "the run finished without logging '%s'".formatted(objective.metric())
                : "'%s' was never finite".formatted(objective.metric());
    }

    private String why(String usual) {
        return run.why().isEmpty() ? usual : run.why();
    }
}
