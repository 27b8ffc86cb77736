package io.tunebook.server.ledger.decision;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.CommandDecision;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Checklist;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.decision.GainEstimate;
import io.tunebook.server.playbook.decision.GainVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The use case of a launch decision: the evidence is what was on the screen, and the decision is
/// refused when the data has changed a verdict since.
public final class LaunchDecision {
    private LaunchDecision() {}

    /// @param shown the position of the log that was on the screen
    /// @param overrides the reason for each question that was left unanswered, by question
    /// @param complexity what the change adds to the pipeline, in words (PB-40); empty when not
    ///   given
    /// @param notBetter the reason to launch a candidate against the evidence; empty for none
    public record Request(
            String round,
            String candidate,
            Event.Decision decision,
            String rationale,
            Map<String, String> overrides,
            long shown,
            String complexity,
            String notBetter) {}

    /// What a request leads to.
    public sealed interface Outcome {
        record Ready(Command.DecideLaunch command) implements Outcome {}

        /// @param verdicts what the data has changed its verdict on
        record Stale(List<String> verdicts) implements Outcome {}

        record UnknownRound(String round) implements Outcome {}
    }

    /// Decides and records.
    ///
    /// @param shown the snapshot at `request.shown()`
    /// @throws StaleDecision when the data has changed a verdict since that position
    /// @throws RejectedCommand when the rules are against it
    public static Ledger.Performed perform(
            Ledger ledger, Snapshot shown, Request request, String actor, @Nullable UUID key) {
        return switch (decide(shown, ledger.now(), request)) {
            case Outcome.Ready ready -> ledger.perform(ready.command(), actor, key);
            case Outcome.Stale stale -> throw new StaleDecision(request.shown(), stale.verdicts());
            case Outcome.UnknownRound unknown ->
                    throw new RejectedCommand(CommandDecision.unknown("round", unknown.round()));
        };
    }

    /// Pure.
    ///
    /// @param shown the snapshot that was on the screen
    public static Outcome decide(Snapshot shown, Snapshot now, Request request) {
        Round roundShown = shown.book().round(request.round());
        Round roundNow = now.book().round(request.round());
        if (roundShown == null || roundNow == null) {
            return new Outcome.UnknownRound(request.round());
        }
        List<String> verdicts = changed(shown, roundShown, now, roundNow, request.candidate());
        if (!verdicts.isEmpty()) {
            return new Outcome.Stale(verdicts);
        }
        return new Outcome.Ready(
                new Command.DecideLaunch(
                        roundShown.facts().project(),
                        roundShown.id(),
                        request.candidate(),
                        request.decision(),
                        request.rationale(),
                        evidence(shown, roundShown, request.candidate()),
                        request.overrides(),
                        request.complexity(),
                        request.notBetter()));
    }

    /// The changed verdicts between two snapshots: questions, and whether the candidate gains at
    /// all.
    static List<String> changed(
            Snapshot shown, Round roundShown, Snapshot now, Round roundNow, String candidate) {
        List<Finding> before = Checklist.of(shown.book(), shown.curves(), roundShown);
        List<Finding> after = Checklist.of(now.book(), now.curves(), roundNow);
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).verdict() != after.get(i).verdict()) {
                changed.add("'%s'".formatted(before.get(i).question().title()));
            }
        }
        if (!Objects.equals(gain(shown, roundShown, candidate), gain(now, roundNow, candidate))) {
            changed.add("the gain over reruns");
        }
        return changed;
    }

    /// @param against whether a launch needs a reason
    private record GainState(GainVerdict.Kind kind, boolean against) {}

    private static @Nullable GainState gain(Snapshot s, Round round, String candidate) {
        Trial trial = s.book().trial(candidate);
        if (trial == null) {
            return null;
        }
        GainVerdict verdict = GainEstimate.of(s.book(), round, trial);
        return new GainState(verdict.kind(), verdict.objection() != null);
    }

    static Evidence evidence(Snapshot shown, Round round, String candidate) {
        Trial trial = shown.book().trial(candidate);
        GainVerdict gain = trial == null ? null : GainEstimate.of(shown.book(), round, trial);
        Project.Baseline baseline = shown.book().projectOf(round).baseline();
        Configuration configuration = trial == null ? Configuration.EMPTY : trial.configuration();
        return new Evidence(
                shown.position(),
                configuration,
                trial instanceof Trial.Completed t ? t.value() : Double.NaN,
                baseline == null ? null : baseline.value(),
                Checklist.of(shown.book(), shown.curves(), round).stream()
                        .map(Finding::toRecord)
                        .toList(),
                round.caveats(configuration).stream()
                        .map(c -> "%s = %s: %s".formatted(c.parameter(), c.value(), c.why()))
                        .toList(),
                gain == null ? null : gain.gain(),
                gain == null ? null : gain.reruns());
    }
}
