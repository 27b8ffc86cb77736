package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;

/// The shape of a validation curve, judged against its noise.
///
/// No rule uses the objective's unit, zero or direction: the same curve as a share, a percentage or
/// a likelihood has the same shape. `docs/learning.md` lists how often each verdict is wrong.
///
/// @param verdict the shape
/// @param noise the standard deviation of one evaluation, in the objective's unit
/// @param bestStep the step of the best evaluation
/// @param lastStep the last step evaluated
/// @param rise how much worse the end is than the best level
/// @param lately how much better the end is than the best level before the last eighth
/// @param start the first level, in the objective's unit
/// @param best the best level
/// @param bestValue the best evaluation
/// @param end the last level
public record CurveShape(
        Kind verdict,
        double noise,
        long bestStep,
        long lastStep,
        double rise,
        double lately,
        double start,
        double best,
        double bestValue,
        double end) {
    /// A curve, identified by its version instead of all of its measurements.
    private record CurveKey(Curves.Version curve, Objective.Direction direction) {}

    public enum Kind {
        /// Too few evaluations.
        UNREADABLE,
        /// The objective gets worse again during training (PB-29).
        OVERFITS,
        /// The objective still improves at the end (PB-33).
        IMPROVING,
        /// The curve is flat long before the end (PB-34).
        FLAT,
        /// None of these.
        SETTLED,
        /// Learned, then fell back at once to the level before learning, and stayed there.
        COLLAPSED,
        /// Never better than chance; known only from the other trials or the trainer.
        NO_PROGRESS
    }

    /// The shape of a trial's curve of the objective, judged alone.
    public static CurveShape of(Objective objective, Curves curves, String trial) {
        return AnalysisCache.result(
                "curve shape\n" + trial + "\n" + objective.metric(),
                new CurveKey(curves.version(trial, objective.metric()), objective.direction()),
                _ -> of(objective, curves.series(trial, objective.metric())));
    }

    /// The shape of a curve, judged alone.
    public static CurveShape of(Objective objective, Curves.Series series) {
        return CurveJudge.of(series, objective.direction() == Direction.MINIMIZE);
    }

    /// The shape of a trial's curve in its study, whose chance level its trials show.
    static CurveShape of(Sample sample, Curves curves, Trial.Completed trial) {
        return of(sample.objective(), curves, trial.id())
                .against(
                        ChanceLevel.of(sample.objective(), sample.completed(), curves),
                        trial.value());
    }

    /// The shape in a study whose chance level is known.
    ///
    /// @param value the trial's best value
    public CurveShape against(ChanceLevel chance, double value) {
        if (chance.includes(value)) {
            return with(Kind.NO_PROGRESS);
        }
        return chance.includes(end) ? with(Kind.COLLAPSED) : this;
    }

    /// Whether the curve alone suggests that the trial ended where it began.
    boolean hasLearnedNothing() {
        return verdict == Kind.COLLAPSED || Math.abs(start - best) <= 4 * noise;
    }

    private CurveShape with(Kind kind) {
        return new CurveShape(
                kind, noise, bestStep, lastStep, rise, lately, start, best, bestValue, end);
    }
}
