package io.tunebook.server.exchange.exports;

import io.tunebook.events.Objective;
import io.tunebook.events.Value;
import io.tunebook.server.exchange.exports.FinalValues.FinalValue;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A trial, a tracked run, or a tracked run that is a trial.
record TrialRow(
        Book book,
        @Nullable Study study,
        @Nullable Trial trial,
        @Nullable Experiment experiment,
        @Nullable Run run) {
    private static final double MILLIS = 1_000;

    /// The columns that every table has.
    static final List<Column> FIRST =
            List.of(
                    new Column("project", Kind.TEXT),
                    new Column("round", Kind.TEXT),
                    new Column("study", Kind.TEXT),
                    new Column("study_name", Kind.TEXT),
                    new Column("trial", Kind.TEXT),
                    new Column("number", Kind.INTEGER),
                    new Column("experiment_id", Kind.TEXT),
                    new Column("experiment", Kind.TEXT),
                    new Column("run_id", Kind.TEXT),
                    new Column("run_name", Kind.TEXT),
                    new Column("user", Kind.TEXT),
                    new Column("state", Kind.TEXT),
                    new Column("status", Kind.TEXT),
                    new Column("objective", Kind.TEXT),
                    new Column("direction", Kind.TEXT),
                    new Column("value", Kind.REAL),
                    new Column("best_step", Kind.INTEGER),
                    new Column("steps", Kind.INTEGER),
                    new Column("seconds", Kind.REAL),
                    new Column("reason", Kind.TEXT),
                    new Column("backend", Kind.TEXT),
                    new Column("device", Kind.TEXT),
                    new Column("seed", Kind.INTEGER),
                    new Column("proposed", Kind.TIME),
                    new Column("started", Kind.TIME),
                    new Column("ended", Kind.TIME));

    static TrialRow of(Book book, Study study, Trial trial) {
        Run run = study.isTracked() ? book.tracked().run(trial.id()) : null;
        Experiment experiment = run == null ? null : book.tracked().experiment(run.experiment());
        return new TrialRow(book, study, trial, experiment, run);
    }

    static TrialRow of(Book book, Experiment experiment, Run run) {
        return new TrialRow(book, null, null, experiment, run);
    }

    /// A run's params as it logged them, which can be more than the study's hyperparameters.
    void params(BiConsumer<String, String> ofRun, BiConsumer<String, Value> ofTrial) {
        if (run != null) {
            run.params().forEach(ofRun);
        } else if (trial != null) {
            trial.configuration().values().forEach(ofTrial);
        }
    }

    Map<String, String> tags() {
        return run == null ? Map.of() : run.tags();
    }

    FinalValues finals(TrialEvents events) throws java.io.IOException {
        return run != null
                ? FinalValues.of(run)
                : trial != null ? FinalValues.of(trial, events) : new FinalValues(Map.of());
    }

    /// The cells of [#FIRST].
    List<@Nullable Object> first(FinalValues finals) {
        List<@Nullable Object> cells = new ArrayList<>();
        Round round = study == null ? null : book.roundOf(study);
        Objective objective = round == null ? null : book.projectOf(round).facts().objective();
        Trial.Completed done = trial instanceof Trial.Completed c ? c : null;
        FinalValue reached =
                trial instanceof Trial.Abandoned && objective != null
                        ? finals.reached(objective.metric())
                        : null;
        cells.add(round == null ? null : round.facts().project());
        cells.add(round == null ? null : round.id());
        cells.add(study == null ? null : study.id());
        cells.add(study == null ? null : study.facts().name());
        cells.add(trial == null ? null : trial.id());
        cells.add(trial != null ? (Object) (long) trial.number() : number());
        cells.add(experiment == null ? null : experiment.id());
        cells.add(experiment == null ? null : experiment.name());
        cells.add(run == null ? null : run.id());
        cells.add(run == null ? null : run.name());
        cells.add(run == null ? null : filled(run.facts().user()));
        cells.add(trial == null ? null : trial.state());
        cells.add(run == null ? null : run.status().name());
        cells.add(objective == null ? null : objective.metric());
        cells.add(objective == null ? null : lower(objective.direction().name()));
        cells.add(done != null ? (Object) done.value() : reached == null ? null : reached.value());
        cells.add(
                done != null ? (Object) done.bestStep() : reached == null ? null : reached.step());
        cells.add(run == null && done != null ? (Object) done.steps() : finals.steps());
        cells.add(seconds(done));
        cells.add(reason());
        trained(cells);
        return cells;
    }

    private @Nullable Long number() {
        return run == null ? null : Long.valueOf(run.number());
    }

    private @Nullable Double seconds(Trial.@Nullable Completed done) {
        if (run == null) {
            return done == null ? null : done.seconds();
        }
        Long end = run.endTime();
        long start = run.facts().startTime();
        return end == null || start == 0 ? null : Double.valueOf(Math.max(0, end - start) / MILLIS);
    }

    private void trained(List<@Nullable Object> cells) {
        Trial.Start start = trial == null ? null : trial.started();
        String source = experiment == null ? null : experiment.facts().source();
        cells.add(start == null ? source : start.backend());
        cells.add(start == null ? null : filled(start.device()));
        cells.add(start == null || run != null ? null : start.seed());
        if (run != null) {
            // Of the source, not of the import; 0 is unknown.
            Long begin = run.facts().startTime() == 0 ? null : run.facts().startTime();
            cells.add(begin);
            cells.add(begin);
            cells.add(run.endTime());
        } else {
            cells.add(trial == null ? null : millis(trial.spec().proposed()));
            cells.add(start == null ? null : millis(start.at()));
            cells.add(millis(ended()));
        }
    }

    private @Nullable String reason() {
        return switch (trial) {
            case Trial.Infeasible t -> t.reason();
            case Trial.Abandoned t -> t.why();
            case null, default -> run == null ? null : filled(run.why());
        };
    }

    private @Nullable Stamp ended() {
        return switch (trial) {
            case Trial.Completed t -> t.at();
            case Trial.Infeasible t -> t.at();
            case Trial.Abandoned t -> t.at();
            case null, default -> null;
        };
    }

    private static @Nullable Long millis(@Nullable Stamp stamp) {
        return stamp == null ? null : stamp.recordedAt().toEpochMilli();
    }

    private static @Nullable String filled(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
