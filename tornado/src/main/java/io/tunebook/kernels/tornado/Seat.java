package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Checkpoint;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Progress;
import io.tunebook.kernels.Progress.Next;
import io.tunebook.kernels.StepMeasured;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.random.RowOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One trial's place in a population.
final class Seat {

    private static final int NOWHERE = -1;

    final TrainingPlan plan;

    /// What the trial remembers as it enters: a row of [Layout].
    final float[] state;

    private final Layout layout;
    private final Progress progress;
    private final RowOrder order;
    private int still;
    private boolean alive;

    /// Of each step that is under way: where the order of the rows stands after it, and for how
    /// many steps the first layer has stood still.
    private long[][] positions = new long[0][];

    private int[] stills = new int[0];

    /// The step of those under way after which the listener stopped the trial.
    private int stoppedAfter = NOWHERE;

    private @Nullable Outcome outcome;
    private @Nullable RuntimeException failure;

    Seat(Population.Member member, int rows, Layout layout) {
        this.plan = member.plan();
        this.layout = layout;
        this.progress = new Progress(TornadoBackend.NAME, plan, member.listener(), member.from());
        this.state = new float[layout.size()];
        Checkpoint from = member.from();
        if (from == null) {
            layout.initial(plan.seed(), Hyper.firstMoment(plan.optimizer()), state, 0);
            this.order = RowOrder.of(rows, plan.seed());
        } else {
            restore(from.arrays());
            this.order = RowOrder.at(rows, from.numbers());
            this.still = (int) from.numbers()[2];
        }
        this.alive = progress.taken() < plan.steps();
    }

    private void restore(List<float[]> arrays) {
        int parameters = layout.parameters();
        if (arrays.size() != 2
                || arrays.get(0).length != parameters
                || arrays.get(1).length != layout.size() - parameters) {
            throw new IllegalArgumentException("the checkpoint does not fit its plan");
        }
        System.arraycopy(arrays.get(0), 0, state, 0, parameters);
        System.arraycopy(arrays.get(1), 0, state, parameters, arrays.get(1).length);
    }

    /// Whether it is still trained.
    boolean alive() {
        return alive;
    }

    int taken() {
        return progress.taken();
    }

    /// Steps up to the next evaluation, that step included.
    int stepsToEvaluation() {
        int every = plan.evaluation().every();
        int next = Math.min(plan.steps() - taken(), every - taken() % every);
        return next;
    }

    void begin(int length) {
        positions = new long[length][];
        stills = new int[length];
    }

    /// The rows of step `s` of those that come.
    void draw(int s, int[] rows) {
        order.next(rows);
        positions[s] = order.position();
    }

    /// Whether the listener still hears of the steps under way.
    boolean goesOn() {
        return alive && stoppedAfter == NOWHERE;
    }

    boolean stopping() {
        return alive && stoppedAfter != NOWHERE;
    }

    boolean stoppedAfter(int s) {
        return alive && stoppedAfter == s;
    }

    /// Step `s` of those under way was taken.
    ///
    /// @param largest gradient of the first layer
    Next stepped(int s, float loss, float norm, float largest) {
        still = largest == 0 ? still + 1 : 0;
        stills[s] = still;
        int step = taken() + 1;
        StepMeasured measured = new StepMeasured(step, loss, norm, plan.learningRate(step));
        return guarded(s, () -> progress.stepped(measured, still));
    }

    void evaluated(Evaluation evaluation, Supplier<Progress.Memory> memory) {
        int last = positions.length - 1;
        guarded(last, () -> progress.evaluated(evaluation, memory));
    }

    private Next guarded(int s, Supplier<Next> tell) {
        Next next;
        try {
            next = tell.get();
        } catch (RuntimeException e) {
            failure = e;
            alive = false;
            return Next.ENDED;
        }
        if (next == Next.ENDED) {
            end(progress.outcome());
        } else if (next == Next.STOP) {
            stoppedAfter = s;
        }
        return next;
    }

    /// Nothing was left to do.
    void finish(Evaluation last) {
        end(progress.finished(last));
    }

    /// @param state as it is after step `s` of those under way
    void stop(float[] state, int s) {
        end(progress.stop(memory(state, s)));
    }

    /// Between steps.
    void stopNow(float[] state) {
        end(progress.stop(memory(state, order.position(), still)));
    }

    Progress.Memory memory(float[] state, int s) {
        return memory(state, positions[s], stills[s]);
    }

    private Progress.Memory memory(float[] state, long[] position, int still) {
        int parameters = layout.parameters();
        return new Progress.Memory(
                new long[] {position[0], position[1], still},
                List.of(
                        Arrays.copyOfRange(state, 0, parameters),
                        Arrays.copyOfRange(state, parameters, state.length)));
    }

    private void end(Outcome ended) {
        outcome = ended;
        alive = false;
    }

    Population.Result result() {
        return new Population.Result(outcome, failure);
    }
}
