package io.tunebook.kernels;

import java.util.ArrayList;
import java.util.List;

/// Records all metrics and requested checkpoints; stops the training after a given step.
public final class RecordingListener implements StepListener {

    public final List<StepMetrics> steps = new ArrayList<>();
    public final List<Evaluation> evaluations = new ArrayList<>();
    public final List<TrainingCheckpoint> requested = new ArrayList<>();
    private final int stopAfter;
    private int requestAt;

    public RecordingListener() {
        this(Integer.MAX_VALUE);
    }

    public RecordingListener(int stopAfter) {
        this.stopAfter = stopAfter;
    }

    @Override
    public Signal onStep(StepMetrics measured) {
        steps.add(measured);
        if (measured.step() >= stopAfter) {
            return Signal.STOP;
        }
        return measured.step() == requestAt ? Signal.CHECKPOINT : Signal.CONTINUE;
    }

    @Override
    public Signal onEvaluation(Evaluation evaluation) {
        evaluations.add(evaluation);
        return Signal.CONTINUE;
    }

    @Override
    public void onRequestedCheckpoint(TrainingCheckpoint checkpoint) {
        requested.add(checkpoint);
    }

    /// The same, which asks for a checkpoint at a step.
    public RecordingListener requesting(int step) {
        requestAt = step;
        return this;
    }
}
