package io.tunebook.server.api.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tunebook.events.Bounds;
import io.tunebook.events.Domain;
import io.tunebook.events.FindingRecord;
import io.tunebook.events.Goal;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Trainer;
import io.tunebook.server.api.view.ViewParts.AnswerPart;
import io.tunebook.server.api.view.ViewParts.NotePart;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.api.view.ViewParts.ScoredTrial;
import io.tunebook.server.api.view.ViewParts.StudyPart;
import io.tunebook.server.exchange.tracking.ScaleChanges;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Isolation;
import io.tunebook.server.playbook.analysis.Question;
import io.tunebook.server.playbook.analysis.RoundAnswer;
import io.tunebook.server.playbook.analysis.RoundFindings;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.TrialMarks;
import io.tunebook.server.playbook.decision.NextAction;
import io.tunebook.server.playbook.decision.RoundConclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A round, in the order of the playbook's four steps.
///
/// @param answer what the round has found on its question
/// @param next what to do next
/// @param reruns the studies that rerun known configurations
public record RoundPage(
        long position,
        ProjectRef project,
        RoundPart round,
        List<Step> steps,
        Summary summary,
        AnswerToQuestion answer,
        NextAction next,
        List<RolePart> roles,
        List<StudyPart> studies,
        List<StudyPart> reruns,
        List<AxisPlot> axisPlots,
        List<CurveRef> curves,
        List<IsolationPart> isolation,
        List<ChecklistItem> checklist,
        DecisionPart decision,
        List<NotePart> notes,
        @Nullable String hash) {
    private static final int BEST_FEW = 3;
    private static final AnswerToQuestion NO_ANSWER =
            new AnswerToQuestion("The answer could not be computed.", "unknown");

    public record RoundPart(
            String id,
            int number,
            Goal goal,
            String state,
            @Nullable String conclusion,
            int acceptedWarnings) {}

    public record Step(String name, String state) {}

    /// What a round has found on its question, in one sentence.
    public record AnswerToQuestion(String sentence, String verdict) {
        static AnswerToQuestion of(RoundAnswer a) {
            return new AnswerToQuestion(a.sentence(), a.verdict().name().toLowerCase(Locale.ROOT));
        }
    }

    public record BaselineRef(@Nullable Double value, @Nullable String launch) {}

    /// @param studies that search
    /// @param reruns the studies that rerun known configurations
    public record Summary(
            int studies,
            int reruns,
            int planned,
            int trials,
            long running,
            long completed,
            long infeasible,
            long abandoned,
            double seconds,
            @Nullable ScoredTrial best,
            @Nullable BaselineRef baseline,
            @Nullable String device,
            @Nullable Double secondsLeft) {}

    public record RolePart(
            String key,
            String name,
            Parameter.@Nullable Condition when,
            Role role,
            Domain domain,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Bounds bounds,
            String why) {}

    /// @param setting the place of its scientific setting in a study that varies it; null in a
    ///   study of one setting
    /// @param settingName such as `width = 32`; null likewise
    /// @param best whether it is the best of its study, or of its setting
    public record CurveRef(
            String trial,
            int number,
            String study,
            String label,
            double value,
            long bestStep,
            @Nullable Integer setting,
            @Nullable String settingName,
            boolean best) {}

    public record ChecklistItem(
            String question, String title, FindingRecord finding, @Nullable AnswerPart answer) {}

    public static RoundPage of(Snapshot snapshot, Round round) {
        Book book = snapshot.book();
        List<Sample> samples = Sample.of(book, round);
        List<StudyPart> studies = samples.stream().map(s -> StudySummaries.part(book, s)).toList();
        Summary summary = summary(book, round, studies, samples);
        RoundFindings findings =
                RoundFindings.of(book.position(), round, samples, snapshot.curves());
        Trial.Completed best = best(book.projectOf(round), samples);
        List<Marked> marked =
                samples.stream()
                        .map(s -> new Marked(s, TrialMarks.of(round, s, snapshot.curves())))
                        .toList();
        return new RoundPage(
                book.position(),
                ProjectRef.of(book.projectOf(round)),
                new RoundPart(
                        round.id(),
                        round.facts().number(),
                        round.facts().goal(),
                        round.open() ? "open" : "closed",
                        round.conclusion(),
                        round.accepted().size()),
                steps(round, studies, summary),
                summary,
                PagePart.orElse(
                        NO_ANSWER,
                        "The answer of round " + round.id(),
                        () -> AnswerToQuestion.of(RoundConclusion.of(book, round, findings, best))),
                NextAction.of(book, round, findings.checklist(), best),
                ScaleChanges.roles(book, round).stream().map(RoundPage::role).toList(),
                studies,
                book.studiesOf(round).stream()
                        .filter(Study::isRerun)
                        .map(s -> StudySummaries.part(book, s))
                        .toList(),
                marked.stream().flatMap(m -> AxisPlot.of(m.sample(), m.marks()).stream()).toList(),
                marked.stream().flatMap(m -> curves(m).stream()).toList(),
                PagePart.orElse(
                        List.of(),
                        "The isolation plot of round " + round.id(),
                        () ->
                                Isolation.of(round, samples).stream()
                                        .map(i ->
                                                IsolationPart.of(
                                                        book,
                                                        round,
                                                        i,
                                                        findings.answers(),
                                                        marked.stream()
                                                                .map(Marked::marks)
                                                                .toList()))
                                        .toList()),
                checklist(findings.checklist(), round),
                DecisionPart.of(book, round, summary, samples),
                round.notes().stream().map(NotePart::of).toList(),
                null);
    }

    /// The same with the hash of the event at its position, which proves what it shows.
    public RoundPage withHash(@Nullable String head) {
        return new RoundPage(
                position, project, round, steps, summary, answer, next, roles, studies, reruns,
                axisPlots, curves, isolation, checklist, decision, notes, head);
    }

    private static List<ChecklistItem> checklist(List<Finding> findings, Round round) {
        return findings.stream()
                .map(f -> {
                    Round.Answer answer = round.answers().get(f.question().id());
                    return new ChecklistItem(
                            f.question().id(),
                            f.question().title(),
                            f.toRecord(),
                            answer == null ? null : AnswerPart.of(answer));
                })
                .toList();
    }

    /// A round's numbers, without its plots and findings.
    public static Summary summary(Book book, Round round) {
        List<Sample> samples = Sample.of(book, round);
        return summary(
                book,
                round,
                samples.stream().map(s -> StudySummaries.part(book, s)).toList(),
                samples);
    }

    private static Summary summary(
            Book book, Round round, List<StudyPart> studies, List<Sample> samples) {
        Project project = book.projectOf(round);
        Trial.Completed best = best(project, samples);
        Project.Baseline baseline = project.baseline();
        double left =
                studies.stream()
                        .map(StudyPart::secondsLeft)
                        .filter(java.util.Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(-1);
        return new Summary(
                studies.size(),
                round.studies().size() - studies.size(),
                studies.stream().mapToInt(StudyPart::planned).sum(),
                samples.stream().mapToInt(s -> s.study().trials().size()).sum(),
                studies.stream().mapToLong(StudyPart::running).sum(),
                studies.stream().mapToLong(StudyPart::completed).sum(),
                studies.stream().mapToLong(StudyPart::infeasible).sum(),
                studies.stream().mapToLong(StudyPart::abandoned).sum(),
                samples.stream()
                        .flatMap(s -> s.completed().stream())
                        .mapToDouble(Trial.Completed::seconds)
                        .sum(),
                best == null ? null : ScoredTrial.of(book, best),
                baseline == null ? null : new BaselineRef(baseline.value(), baseline.launch()),
                best == null
                        ? null
                        : "%s, %s".formatted(best.start().backend(), best.start().device()),
                left < 0 ? null : Double.valueOf(left));
    }

    private static Trial.@Nullable Completed best(Project project, List<Sample> samples) {
        return samples.stream()
                .flatMap(s -> s.completed().stream())
                .min(Sample.bestFirst(project.objective()))
                .orElse(null);
    }

    private static List<Step> steps(Round round, List<StudyPart> studies, Summary summary) {
        boolean run = !studies.isEmpty() && studies.stream().allMatch(RoundPage::hasRun);
        boolean learnt = run && round.answers().keySet().containsAll(Question.IDS);
        boolean decided = !round.launches().isEmpty();
        String[] names = {"Goal", "Experiments", "Learn", "Decide"};
        boolean[] done = {summary.planned() > 0, run, learnt || decided, decided};
        List<Step> steps = new ArrayList<>();
        boolean before = true;
        for (int i = 0; i < names.length; i++) {
            steps.add(new Step(names[i], done[i] ? "done" : before ? "current" : "todo"));
            before = before && done[i];
        }
        return steps;
    }

    /// A study of tracked runs is open for more of them, so it never finishes.
    private static boolean hasRun(StudyPart s) {
        return s.state().equals("finished")
                || (s.trainer() == Trainer.TRACKED
                        && s.running() == 0
                        && s.completed() + s.infeasible() + s.abandoned() > 0);
    }

    static RolePart role(Role.Assignment a) {
        Parameter p = a.parameter();
        return new RolePart(p.key(), p.name(), p.when(), a.role(), p.domain(), p.bounds(), a.why());
    }

    private record Marked(Sample sample, TrialMarks marks) {}

    /// The best few trials of each setting of the study, in the order of the settings.
    private static List<CurveRef> curves(Marked marked) {
        Study study = marked.sample().study();
        TrialMarks marks = marked.marks();
        Map<Integer, List<CurveRef>> refs = new TreeMap<>();
        for (Trial.Completed t : marked.sample().completed()) {
            Integer setting = marks.place(t);
            List<CurveRef> few =
                    refs.computeIfAbsent(setting == null ? 0 : setting, k -> new ArrayList<>());
            if (few.size() < BEST_FEW) {
                few.add(
                        new CurveRef(
                                t.id(),
                                t.number(),
                                study.id(),
                                study.label(),
                                t.value(),
                                t.bestStep(),
                                setting,
                                setting == null ? null : marks.settings().get(setting),
                                few.isEmpty()));
            }
        }
        return refs.values().stream().flatMap(List::stream).toList();
    }
}
