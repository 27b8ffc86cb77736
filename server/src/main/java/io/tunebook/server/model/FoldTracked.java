package io.tunebook.server.model;

import io.tunebook.events.Event;
import org.jspecify.annotations.Nullable;

/// Folds one event of an experiment or a run into a book. When the experiment is described, the
/// run's trial is updated too.
record FoldTracked(Book before, Event event, Stamp stamp) {

    Book experiment(Event.OfExperiment any) {
        Experiments tracked = before.tracked();
        return switch (any) {
            case Event.ExperimentCreated e -> {
                if (tracked.experiment(e.experiment()) != null) {
                    throw corrupt("there is an experiment '%s' already".formatted(e.experiment()));
                }
                yield before.withTracked(tracked.withExperiment(Experiment.of(e, stamp)));
            }
            case Event.ExperimentChanged e -> changed(e);
            case Event.ExperimentDescribed e -> described(e);
        };
    }

    /// The trials of a deleted experiment's runs are removed, and added again when it is restored.
    private Book changed(Event.ExperimentChanged e) {
        Experiment experiment = experiment(e.experiment());
        Experiment next = experiment.changed(e, stamp);
        Book book = before.withTracked(before.tracked().withExperiment(next));
        return next.deleted() == experiment.deleted() ? book : trials(book, next);
    }

    private Book described(Event.ExperimentDescribed e) {
        Experiment experiment = experiment(e.experiment());
        Study study = before.study(e.study());
        if (study == null || !study.isTracked()) {
            throw corrupt("'%s' is not a study of tracked runs".formatted(e.study()));
        }
        Experiment next = experiment.described(e, stamp);
        Book book =
                before.withTracked(before.tracked().withExperiment(next))
                        .withStudy(study.withSpace(e.space()));
        return trials(book, next);
    }

    /// The book with the trials of all the experiment's runs updated.
    private static Book trials(Book book, Experiment experiment) {
        Book next = book;
        for (Run run : book.tracked().runsOf(experiment)) {
            next = TrialFromRun.in(next, experiment, run);
        }
        return next;
    }

    Book run(Event.OfRun any) {
        return switch (any) {
            case Event.RunCreated e -> created(e);
            case Event.OfExistingRun e -> existing(e);
            case Event.RunModelsLogged e -> {
                known(e.run());
                Experiments tracked = before.tracked();
                yield before.withTracked(tracked.withModels(tracked.models().with(e)));
            }
        };
    }

    private Book existing(Event.OfExistingRun any) {
        Run run = known(any.run());
        Run next =
                switch (any) {
                    case Event.RunLogged e -> run.plus(e, stamp);
                    case Event.RunMeasured e -> run.plus(e, stamp);
                    case Event.RunChanged e -> run.changed(e, stamp);
                    case Event.RunInputsLogged e -> run.plus(e, stamp);
                    case Event.ArtifactStored e ->
                            run.with(run.artifacts().plus(e.path(), e), stamp);
                    case Event.ArtifactRemoved e ->
                            run.with(run.artifacts().minus(e.path()), stamp);
                };
        Experiment experiment = experiment(run.experiment());
        Experiments tracked = before.tracked().withRun(next);
        Book book =
                before.withTracked(
                        any instanceof Event.ArtifactStored e
                                ? tracked.withStored(e.digest())
                                : tracked);
        return any instanceof Event.RunMeasured
                ? TrialFromRun.measured(book, experiment, next)
                : TrialFromRun.in(book, experiment, next);
    }

    private Book created(Event.RunCreated e) {
        if (before.tracked().run(e.run()) != null) {
            throw corrupt("there is a run '%s' already".formatted(e.run()));
        }
        Experiment experiment = experiment(e.experiment());
        Run run = Run.of(e, experiment.runs().size(), stamp);
        Experiment next = experiment.plusRun(run.id(), run.parent());
        Book book = before.withTracked(before.tracked().withExperiment(next).withRun(run));
        @Nullable Run parent = run.parent() == null ? null : book.tracked().run(run.parent());
        if (parent != null && parent.experiment().equals(next.id())) {
            book = TrialFromRun.in(book, next, parent);
        }
        return TrialFromRun.in(book, next, run);
    }

    private Experiment experiment(String id) {
        Experiment e = before.tracked().experiment(id);
        if (e == null) {
            throw corrupt("there is no experiment '%s'".formatted(id));
        }
        return e;
    }

    private Run known(String id) {
        Run run = before.tracked().run(id);
        if (run == null) {
            throw corrupt("there is no run '%s'".formatted(id));
        }
        return run;
    }

    private CorruptStream corrupt(String why) {
        return new CorruptStream(stamp.position(), event, why);
    }
}
