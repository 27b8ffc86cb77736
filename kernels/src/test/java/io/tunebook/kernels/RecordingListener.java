package io.tunebook.kernels;

import java.util.ArrayList;
import java.util.List;

/// Records all metrics; stops the training after a given step.
public final class RecordingListener implements StepListener {

    public final List<StepMetrics> steps = new ArrayList<>();
    public final List<Evaluation> evaluations = new ArrayList<>();
    private final int stopAfter;

    public RecordingListener() {
        this(Integer.MAX_VALUE);
    }

    public RecordingListener(int stopAfter) {
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
