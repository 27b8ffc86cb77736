package io.tunebook.server.model;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Event.Decision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Folds one event into a book: an exhaustive switch that throws on impossible transitions.
record Fold(Book before, Event event, Stamp stamp) {

    Book book() {
        return next().at(stamp.position());
    }

    private Book next() {
        return switch (event) {
            case Event.ProjectCreated e -> {
                fresh(before.projects(), e.project());
                yield before.withProject(Project.of(e, stamp));
            }
            case Event.ObjectiveCorrected e ->
                    before.withProject(existing(before.projects(), e.project()).corrected(e));
            case Event.MetricDescribed e ->
                    before.withProject(existing(before.projects(), e.project()).described(e));
            case Event.BaselineRecorded e ->
                    before.withProject(
                            existing(before.projects(), e.project())
                                    .withBaseline(
                                            new Project.Baseline(
                                                    e.configuration(),
                                                    e.value(),
                                                    null,
                                                    e.note(),
                                                    stamp)));
            case Event.RoundOpened e -> {
                fresh(before.rounds(), e.round());
                yield before.withRound(Round.of(e, stamp))
                        .withProject(existing(before.projects(), e.project()).withRound(e.round()));
            }
            case Event.RolesAssigned e -> before.withRound(round(e).withRoles(e.assignments()));
            case Event.WarningAccepted e ->
                    before.withRound(round(e).withAcceptance(new Round.Acceptance(e, stamp)));
            case Event.RoundClosed e -> before.withRound(round(e).closed(e.conclusion()));
            case Event.StudyCreated e -> {
                fresh(before.studies(), e.study());
                yield before.withStudy(Study.of(e, stamp))
                        .withRound(existing(before.rounds(), e.round()).withStudy(e.study()));
            }
            case Event.StudyExtended e -> before.withStudy(study(e).extended(e));
            case Event.StudyStarted e -> before.withStudy(study(e).withState(Study.State.RUNNING));
            case Event.StudyStopped e -> before.withStudy(study(e).withState(Study.State.STOPPED));
            case Event.StudyFinished e ->
                    before.withStudy(study(e).withState(Study.State.FINISHED));
            case Event.TrialProposed e -> proposed(e);
            case Event.TrialStarted e -> started(e);
            case Event.CurveMeasured e -> {
                running(e.trial());
                yield before;
            }
            case Event.TrialCompleted e -> completed(e);
            case Event.TrialInfeasible e -> infeasible(e);
            case Event.TrialAbandoned e -> abandoned(e);
            case Event.TrialMarked e ->
                    annotated(e.trial(), annotations(e.trial()).marked(e.mark(), e.set()));
            case Event.TrialTagged e ->
                    annotated(e.trial(), annotations(e.trial()).tagged(e.tags()));
            case Event.ViewSaved e ->
                    before.withAnnotations(
                            before.annotations().withView(study(e), e.name(), e.query()));
            case Event.ViewRemoved e ->
                    before.withAnnotations(before.annotations().withoutView(study(e), e.name()));
            case Event.ChecklistAnswered e ->
                    before.withRound(round(e).withAnswer(new Round.Answer(e, stamp)));
            case Event.LaunchProposed e -> launchProposed(e);
            case Event.LaunchDecided e -> decided(e);
            case Event.LaunchReverted e -> reverted(e);
            case Event.OfExperiment e -> new FoldTracked(before, event, stamp).experiment(e);
            case Event.OfRun e -> new FoldTracked(before, event, stamp).run(e);
            case Event.OfModel e -> new FoldModels(before, event, stamp).model(e);
            case Event.NoteAdded e -> noted(e);
            case Event.SourceImported e -> before;
            case Event.LogRecovered e -> before;
            case Event.FilesSwept e -> before.withTracked(before.tracked().withSwept(e, stamp));
            case Event.EventsRecovered e -> before;
        };
    }

    private Book proposed(Event.TrialProposed e) {
        fresh(before.trials(), e.trial());
        Study study = existing(before.studies(), e.study());
        if (e.number() != study.trials().size()) {
            throw corrupt(
                    "the trial has number %d, expected %d"
                            .formatted(e.number(), study.trials().size()));
        }
        // Logs of earlier versions have the settings in the study alone.
        Configuration whole = study.facts().settings().with(e.configuration());
        var spec = new Trial.Spec(e.trial(), e.study(), e.number(), whole, e.repeat(), stamp);
        return before.withTrial((Trial) new Trial.Proposed(spec))
                .withStudy(study.withTrial(e.trial()));
    }

    private Book started(Event.TrialStarted e) {
        if (existing(before.trials(), e.trial()) instanceof Trial.Proposed(Trial.Spec spec)) {
            return before.withTrial(
                    (Trial)
                            new Trial.Running(
                                    spec,
                                    new Trial.Start(
                                            e.backend(),
                                            e.device(),
                                            e.seed(),
                                            e.attempt(),
                                            e.lease(),
                                            e.agent(),
                                            stamp)));
        }
        throw corrupt("only a proposed trial can be started");
    }

    private Book completed(Event.TrialCompleted e) {
        Trial.Running t = running(e.trial());
        return before.withTrial(
                (Trial)
                        new Trial.Completed(
                                t.spec(),
                                t.start(),
                                e.value(),
                                e.bestStep(),
                                e.steps(),
                                e.seconds(),
                                e.measurements(),
                                stamp));
    }

    private Book infeasible(Event.TrialInfeasible e) {
        Trial t = unfinished(e.trial());
        return before.withTrial(
                (Trial)
                        new Trial.Infeasible(
                                t.spec(), t.started(), e.kind(), e.reason(), e.step(), stamp));
    }

    private Book abandoned(Event.TrialAbandoned e) {
        Trial t = unfinished(e.trial());
        Study study = existing(before.studies(), t.spec().study());
        return before.withTrial(
                        (Trial)
                                new Trial.Abandoned(
                                        t.spec(), t.started(), e.why(), e.failed(), stamp))
                .withStudy(study.withAbandoned(e.trial()));
    }

    private Book launchProposed(Event.LaunchProposed e) {
        fresh(before.launches(), e.launch());
        existing(before.trials(), e.candidate());
        return before.withLaunch((Launch) new Launch.Proposed(e, stamp))
                .withRound(existing(before.rounds(), e.round()).withLaunch(e.launch()))
                .withProject(existing(before.projects(), e.project()).withLaunch(e.launch()));
    }

    private Book decided(Event.LaunchDecided e) {
        if (!(existing(before.launches(), e.launch()) instanceof Launch.Proposed proposed)) {
            throw corrupt("only a proposed launch can be decided");
        }
        Book next = before.withLaunch((Launch) new Launch.Decided(proposed.facts(), e, stamp));
        if (e.decision() != Decision.LAUNCH) {
            return next;
        }
        Project project = existing(before.projects(), proposed.facts().project());
        return next.withProject(
                project.withBaseline(
                        new Project.Baseline(
                                whole(proposed.facts().candidate(), e.evidence().candidate()),
                                e.evidence().value(),
                                e.launch(),
                                e.rationale(),
                                stamp)));
    }

    /// A launched configuration with the settings of its study: evidence of earlier versions may
    /// lack those that are not in the search space.
    private Configuration whole(String candidate, Configuration recorded) {
        Trial trial = before.trial(candidate);
        return trial == null ? recorded : before.studyOf(trial).facts().settings().with(recorded);
    }

    private Book reverted(Event.LaunchReverted e) {
        if (!(existing(before.launches(), e.launch()) instanceof Launch.Decided decided)
                || decided.decision().decision() != Decision.LAUNCH) {
            throw corrupt("only a live launch can be reverted");
        }
        Project project = existing(before.projects(), decided.facts().project());
        return before.withLaunch((Launch) new Launch.Reverted(decided, e.why(), stamp))
                .withProject(project.withoutBaselineOf(e.launch()));
    }

    private Annotations.OfTrial annotations(String trial) {
        existing(before.trials(), trial);
        return before.annotations().of(trial);
    }

    private Book annotated(String trial, Annotations.OfTrial next) {
        return before.withAnnotations(before.annotations().with(trial, next));
    }

    private Book noted(Event.NoteAdded e) {
        if (e.subject().startsWith("trial/")) {
            String trial = e.subject().substring("trial/".length());
            return annotated(trial, annotations(trial).noted(new Round.Note(e.text(), stamp)));
        }
        if (!e.subject().startsWith("round/")) {
            return before;
        }
        Round round = existing(before.rounds(), e.subject().substring("round/".length()));
        return before.withRound(round.withNote(new Round.Note(e.text(), stamp)));
    }

    private Round round(Event.OfRound e) {
        return existing(before.rounds(), e.round());
    }

    private Study study(Event.OfStudy e) {
        return existing(before.studies(), e.study());
    }

    private Trial unfinished(String id) {
        Trial t = existing(before.trials(), id);
        if (t instanceof Trial.Proposed || t instanceof Trial.Running) {
            return t;
        }
        throw corrupt("trial %s has ended already".formatted(id));
    }

    private Trial.Running running(String id) {
        if (existing(before.trials(), id) instanceof Trial.Running t) {
            return t;
        }
        throw corrupt("trial %s is not running".formatted(id));
    }

    private <T> T existing(Map<String, T> map, String id) {
        @Nullable T value = map.get(id);
        if (value == null) {
            throw corrupt("there is no '%s'".formatted(id));
        }
        return value;
    }

    private void fresh(Map<String, ?> map, String id) {
        if (map.containsKey(id)) {
            throw corrupt("there is a '%s' already".formatted(id));
        }
    }

    private CorruptStream corrupt(String why) {
        return new CorruptStream(stamp.position(), event, why);
    }
}
