package io.tunebook.server.run;

import io.tunebook.events.Curve;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.book.Book;
import io.tunebook.server.book.Study;
import io.tunebook.server.book.Trial;
import io.tunebook.server.command.Command;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.search.Proposals;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One trial from its start to its end, whatever that is; its facts go into the log as they happen.
final class TrialRun {
    private static final Logger LOG = LoggerFactory.getLogger(TrialRun.class);

    private final Ledger ledger;
    private final String actor;
    private final BooleanSupplier closed;
    private final int threads;
    private final Backend backend;
    private final Duration limit;
    private final Memory memory;
    private final Map<String, Split> splits = new ConcurrentHashMap<>();

    /// @param training what trains, and how long a trial may take
    /// @param workers how many trials are trained at once
    /// @param threads that one training may use
    TrialRun(
            Ledger ledger,
            String actor,
            BooleanSupplier closed,
            Training training,
            int workers,
            int threads) {
        this.ledger = ledger;
        this.actor = actor;
        this.closed = closed;
        this.backend = training.backend();
        this.limit = training.limit();
        this.memory = new Memory(workers);
        this.threads = threads;
    }

    void run(String id) {
        Book book = ledger.now().book();
        Trial trial = Objects.requireNonNull(book.trial(id));
        Study study = book.studyOf(trial);
        long seed = Proposals.seed(book, trial);
        perform(new Command.StartTrial(id, backend.name(), backend.device(), seed));
        try {
            Once curves = new Once(curve -> measured(id, curve));
            memory.use(() -> train(trial, study, seed, curves));
        } catch (IllegalArgumentException | DataUnusable e) {
            // The configuration is one that cannot be trained: an implicit constraint of the space.
            perform(new Command.MarkInfeasible(id, String.valueOf(e.getMessage()), null));
        } catch (OutOfMemoryError e) {
            perform(new Command.MarkInfeasible(id, "it needs more memory than there is", null));
        } catch (Hanging e) {
            perform(new Command.MarkInfeasible(id, String.valueOf(e.getMessage()), null));
            // Its thread cannot be ended, and more of them would take the processor.
            stop(study.id(), "trial %s hangs".formatted(id));
        } catch (RuntimeException | Error e) {
            if (ended(id)) {
                LOG.info("trial {} was ended while it trained", id);
                return;
            }
            LOG.error("trial {} failed", id, e);
            String why = e instanceof Error ? e.toString() : String.valueOf(e.getMessage());
            perform(new Command.AbandonTrial(id, "the training failed: " + why));
            // What failed once would fail for ever: somebody has to look.
            stop(study.id(), "trial %s failed: %s".formatted(id, why));
        }
    }

    private void stop(String study, String why) {
        if (!stopped(study)) {
            perform(new Command.StopStudy(study, why));
        }
    }

    private void train(Trial trial, Study study, long seed, Once recorded) {
        Split split = split(study);
        TrainingPlan plan = Plans.of(trial.configuration(), split.training(), seed);
        Watch watch = new Watch(limit);
        if (closed.getAsBoolean()) {
            stopped(trial.id(), 0, watch);
            return;
        }
        CurveWriter curves =
                new CurveWriter(
                        recorded,
                        () ->
                                closed.getAsBoolean()
                                        || watch.over()
                                        || stopped(study.id())
                                        || ended(trial.id()));
        long began = System.nanoTime();
        Outcome outcome = watch.over(() -> backend.trainer(threads).train(plan, split, curves));
        if (ended(trial.id())) {
            return;
        }
        curves.flush();
        double seconds = (System.nanoTime() - began) / 1e9;
        switch (outcome) {
            case Outcome.Finished f ->
                    perform(
                            new Command.CompleteTrial(
                                    trial.id(),
                                    f.best().validationError(),
                                    f.best().step(),
                                    plan.steps(),
                                    seconds,
                                    Map.of(
                                            "validation/loss at best",
                                            f.best().validationLoss(),
                                            "training/error at best",
                                            f.best().trainingError(),
                                            "validation/error at end",
                                            f.last().validationError(),
                                            "training/error at end",
                                            f.last().trainingError(),
                                            "validation/examples",
                                            (double) split.validation().rows(),
                                            "validation/chance",
                                            chance(split.validation()),
                                            "training/examples",
                                            (double) split.training().rows())));
            case Outcome.Diverged d ->
                    perform(new Command.MarkInfeasible(trial.id(), d.reason(), (long) d.step()));
            case Outcome.Refused r ->
                    perform(new Command.MarkInfeasible(trial.id(), r.reason(), null));
            case Outcome.Stopped s -> stopped(trial.id(), s.step(), watch);
        }
    }

    /// The error of always naming the most frequent class (PB-06).
    private static double chance(Dataset data) {
        int[] counts = new int[data.classes().size()];
        for (int row = 0; row < data.rows(); row++) {
            counts[data.label(row)]++;
        }
        return 1 - Arrays.stream(counts).max().orElse(0) / (double) data.rows();
    }

    private void stopped(String trial, int step, Watch watch) {
        if (closed.getAsBoolean()) {
            perform(
                    new Command.AbandonTrial(
                            trial, "the server was stopped after step %d".formatted(step)));
        } else if (watch.over()) {
            perform(new Command.MarkInfeasible(trial, watch.why(), (long) step));
        } else {
            perform(
                    new Command.AbandonTrial(
                            trial, "the study was stopped after step %d".formatted(step)));
        }
    }

    /// Whether somebody has ended it meanwhile.
    private boolean ended(String trial) {
        return !(ledger.now().book().trial(trial) instanceof Trial.Running);
    }

    private void measured(String trial, Curve curve) {
        perform(new Command.MeasureCurve(trial, curve));
    }

    private boolean stopped(String study) {
        Study now = ledger.now().book().study(study);
        return now == null || now.state() != Study.State.RUNNING;
    }

    /// The data that the study names, read once; refused when it is no longer what the study was
    /// made on.
    private Split split(Study study) {
        var reproduction = study.facts().reproduction();
        return splits.computeIfAbsent(
                reproduction.data() + " " + reproduction.digest(),
                key -> {
                    Dataset data = DataSource.parse(reproduction.data()).load();
                    if (!data.digest().equals(reproduction.digest())) {
                        throw new IllegalStateException(
                                "the data has changed since the study was created: %s"
                                        .formatted(reproduction.data()));
                    }
                    return DataSource.split(data);
                });
    }

    /// Patient where others are refused: a training that was paid for is not thrown away because
    /// many append at once.
    private void perform(Command command) {
        while (true) {
            try {
                ledger.perform(command, actor);
                return;
            } catch (LogUnavailable.Busy e) {
                if (closed.getAsBoolean()) {
                    throw e;
                }
            }
        }
    }
}
