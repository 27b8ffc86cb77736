package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMeasured;
import java.util.ArrayList;
import java.util.List;

/// Remembers all that it hears; asks to stop after a step, if one is given.
final class Heard implements StepListener {

    final List<StepMeasured> steps = new ArrayList<>();
    final List<Evaluation> evaluations = new ArrayList<>();
    private final int stopAfter;

    Heard() {
        this(Integer.MAX_VALUE);
    }

    Heard(int stopAfter) {
        this.stopAfter = stopAfter;
    }

    @Override
    public Signal onStep(StepMeasured measured) {
        steps.add(measured);
        return measured.step() >= stopAfter ? Signal.STOP : Signal.CONTINUE;
    }

    @Override
    public Signal onEvaluation(Evaluation evaluation) {
        evaluations.add(evaluation);
        return Signal.CONTINUE;
    }
}
