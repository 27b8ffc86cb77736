package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import java.util.ArrayList;
import java.util.List;

/// Records all metrics; stops the training after a given step.
final class RecordingListener implements StepListener {

    final List<StepMetrics> steps = new ArrayList<>();
    final List<Evaluation> evaluations = new ArrayList<>();
    private final int stopAfter;

    RecordingListener() {
        this(Integer.MAX_VALUE);
    }

    RecordingListener(int stopAfter) {
        this.stopAfter = stopAfter;
    }

    @Override
    public Signal onStep(StepMetrics measured) {
        steps.add(measured);
        return measured.step() >= stopAfter ? Signal.STOP : Signal.CONTINUE;
    }

    @Override
    public Signal onEvaluation(Evaluation evaluation) {
        evaluations.add(evaluation);
        return Signal.CONTINUE;
    }
}
