package io.tunebook.server.ledger.decision;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Checklist;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Question;
import io.tunebook.server.playbook.decision.GainEstimate;
import io.tunebook.server.playbook.design.Design;
import io.tunebook.server.playbook.design.Lint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the commands of the checklist and the launch from the read models. Pure.
public final class LaunchCommands {
    private LaunchCommands() {}

    /// The answer with the finding of `snapshot`; empty when there is no such question.
    public static Optional<Command> answer(
            Snapshot snapshot, Round round, String question, String verdict, String note) {
        return Checklist.of(snapshot.book(), snapshot.curves(), round).stream()
                .filter(f -> f.question().id().equals(question))
                .findFirst()
                .map(f ->
                        new Command.AnswerQuestion(
                                round.id(), question, verdict, note, f.toRecord()));
    }

    /// The changed verdicts between two snapshots: questions, and whether the candidate gains at
    /// all.
    public static List<String> changed(
            Snapshot shown, Round roundShown, Snapshot now, Round roundNow, String candidate) {
        List<Finding> before = Checklist.of(shown.book(), shown.curves(), roundShown);
        List<Finding> after = Checklist.of(now.book(), now.curves(), roundNow);
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).verdict() != after.get(i).verdict()) {
                changed.add("'%s'".formatted(before.get(i).question().title()));
            }
        }
        if (confidence(shown, roundShown, candidate) != confidence(now, roundNow, candidate)) {
            changed.add("the gain over reruns");
        }
        return changed;
    }

    /// The certainty of the gain: 0 without reruns, else 1 to 3.
    private static int confidence(Snapshot s, Round round, String candidate) {
        Trial trial = s.book().trial(candidate);
        Evidence.Gain gain = trial == null ? null : GainEstimate.of(s.book(), round, trial);
        return gain == null
                ? 0
                : gain.probability() >= 0.95 ? 3 : gain.probability() >= 0.5 ? 2 : 1;
    }

    /// The warning's acceptance, with its current text; empty when the design has no such warning.
    public static Optional<Command> accept(
            Snapshot snapshot, Round round, String warning, String why) {
        return Lint.of(Design.of(snapshot.book(), round)).stream()
                .filter(w -> w.id().equals(warning))
                .findFirst()
                .map(w -> new Command.AcceptWarning(round.id(), warning, w.sentence(), why));
    }

    /// The decision with the evidence of `shown`.
    public static Command launch(
            Snapshot shown,
            Round round,
            String candidate,
            Event.Decision decision,
            String rationale,
            Map<String, String> overrides,
            String complexity) {
        return new Command.DecideLaunch(
                round.facts().project(),
                round.id(),
                candidate,
                decision,
                rationale,
                evidence(shown, round, candidate),
                overrides,
                Question.IDS,
                complexity);
    }

    static Evidence evidence(Snapshot shown, Round round, String candidate) {
        Trial trial = shown.book().trial(candidate);
        Project.Baseline baseline = shown.book().projectOf(round).baseline();
        return new Evidence(
                shown.position(),
                trial == null ? Configuration.EMPTY : trial.configuration(),
                trial instanceof Trial.Completed t ? t.value() : Double.NaN,
                baseline == null ? null : baseline.value(),
                Checklist.of(shown.book(), shown.curves(), round).stream()
                        .map(Finding::toRecord)
                        .toList(),
                round.caveats().stream()
                        .map(c -> "%s = %s: %s".formatted(c.parameter(), c.value(), c.why()))
                        .toList(),
                trial == null ? null : GainEstimate.of(shown.book(), round, trial));
    }
}
