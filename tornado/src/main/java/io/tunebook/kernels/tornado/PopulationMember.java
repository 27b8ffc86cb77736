package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Progress;
import io.tunebook.kernels.Progress.Next;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.random.RowOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One trial of a population.
final class PopulationMember {

    private static final int NOT_STOPPED = -1;

    final TrainingPlan plan;

    /// The trial's initial state: a row of [StateLayout].
    final float[] state;

    private final StateLayout layout;
    private final Progress progress;
    private final RowOrder order;
    private int stepsWithoutGradient;
    private boolean active;

    /// For each step of the current batch: the position in the order of the rows after it, and the
    /// number of steps without a gradient.
    private long[][] positions = new long[0][];

    private int[] stepsWithoutGradientAfter = new int[0];

    /// The step of the current batch after which the listener stopped the trial.
    private int stoppedAfter = NOT_STOPPED;

    private @Nullable Outcome outcome;
    private @Nullable RuntimeException failure;

    PopulationMember(Population.Trial member, int rows, StateLayout layout) {
        this.plan = member.plan();
        this.layout = layout;
        this.progress = new Progress(TornadoBackend.NAME, plan, member.listener(), member.from());
        this.state = new float[layout.size()];
        TrainingCheckpoint from = member.from();
        if (from == null) {
            layout.initial(
                    plan.seed(), StepHyperparameters.firstMoment(plan.optimizer()), state, 0);
            this.order = RowOrder.of(rows, plan.seed());
        } else {
            restore(from.arrays());
            this.order = RowOrder.resume(rows, from.numbers());
            this.stepsWithoutGradient = (int) from.numbers()[2];
        }
        this.active = progress.lastStep() < plan.steps();
    }

    private void restore(List<float[]> arrays) {
        int parameters = layout.parameters();
        if (arrays.size() != 2
                || arrays.get(0).length != parameters
                || arrays.get(1).length != layout.size() - parameters) {
            throw new IllegalArgumentException(
                    "the checkpoint's arrays do not match its plan: it is damaged, or another version of Tunebook wrote it");
        }
        System.arraycopy(arrays.get(0), 0, state, 0, parameters);
        System.arraycopy(arrays.get(1), 0, state, parameters, arrays.get(1).length);
    }

    /// Whether the trial is still trained.
    boolean isActive() {
        return active;
    }

    int lastStep() {
        return progress.lastStep();
    }

    /// The number of steps to the next evaluation, inclusive.
    int stepsToEvaluation() {
        int every = plan.evaluation().every();
        int next = Math.min(plan.steps() - lastStep(), every - lastStep() % every);
        return next;
    }

    void begin(int length) {
        positions = new long[length][];
        stepsWithoutGradientAfter = new int[length];
    }

    /// Draws the rows of step `s` of the next batch.
    void draw(int s, int[] rows) {
        order.next(rows);
        positions[s] = order.position();
    }

    /// Whether the listener still receives the steps of the current batch.
    boolean isListening() {
        return active && stoppedAfter == NOT_STOPPED;
    }

    boolean isStopping() {
        return active && stoppedAfter != NOT_STOPPED;
    }

    boolean stoppedAfter(int s) {
        return active && stoppedAfter == s;
    }

    /// Records step `s` of the current batch.
    ///
    /// @param largest gradient of the first layer
    Next recordStep(int s, float loss, float norm, float largest) {
        stepsWithoutGradient = largest == 0 ? stepsWithoutGradient + 1 : 0;
        stepsWithoutGradientAfter[s] = stepsWithoutGradient;
        int step = lastStep() + 1;
        StepMetrics measured = new StepMetrics(step, loss, norm, plan.learningRate(step));
        return notifyListener(s, () -> progress.recordStep(measured, stepsWithoutGradient));
    }

    void recordEvaluation(Evaluation evaluation, Supplier<Progress.State> state) {
        int last = positions.length - 1;
        notifyListener(last, () -> progress.recordEvaluation(evaluation, state));
    }

    /// Passes the checkpoint that the listener asked for, after the last step of the current batch.
    ///
    /// @param state supplies the state if it did
    void recordRequestedCheckpoint(Supplier<float[]> state) {
        if (isListening() && progress.isCheckpointRequested()) {
            try {
                progress.recordRequestedCheckpoint(
                        checkpointState(state.get(), positions.length - 1));
            } catch (RuntimeException e) {
                failure = e;
                active = false;
            }
        }
    }

    private Next notifyListener(int s, Supplier<Next> report) {
        Next next;
        try {
            next = report.get();
        } catch (RuntimeException e) {
            failure = e;
            active = false;
            return Next.ENDED;
        }
        if (next == Next.ENDED) {
            end(progress.outcome());
        } else if (next == Next.STOP) {
            stoppedAfter = s;
        }
        return next;
    }

    /// Completes a trial that resumed from its last step.
    void finish(Evaluation last) {
        end(progress.completeFromLastStep(last));
    }

    /// @param state after step `s` of the current batch
    void stop(float[] state, int s) {
        end(progress.stop(checkpointState(state, s)));
    }

    /// Stops between batches of steps.
    void stopNow(float[] state) {
        end(progress.stop(checkpointState(state, order.position(), stepsWithoutGradient)));
    }

    Progress.State checkpointState(float[] state, int s) {
        return checkpointState(state, positions[s], stepsWithoutGradientAfter[s]);
    }

    private Progress.State checkpointState(
            float[] state, long[] position, int stepsWithoutGradient) {
        int parameters = layout.parameters();
        return new Progress.State(
                new long[] {position[0], position[1], stepsWithoutGradient},
                List.of(
                        Arrays.copyOfRange(state, 0, parameters),
                        Arrays.copyOfRange(state, parameters, state.length)));
    }

    private void end(Outcome ended) {
        outcome = ended;
        active = false;
    }

    Population.Result result() {
        return new Population.Result(outcome, failure);
    }
}
