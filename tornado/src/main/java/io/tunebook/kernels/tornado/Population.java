package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Checkpoint;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Progress.Next;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Trials of one shape that are trained in step with each other. What is reported of each, and how
/// it ends, does not depend on the others.
///
/// Steps are taken up to [Program#SLOTS] at a time, then their reports are fetched. Where a
/// listener stops a trial in the middle, the state from before is brought back and the steps are
/// taken again up to that one: they are the same ones.
final class Population {

    /// A trial to be trained.
    ///
    /// @param from where it goes on, if it does not begin
    record Member(TrainingPlan plan, StepListener listener, @Nullable Checkpoint from) {}

    /// How a trial ended: either has an outcome, or is what its listener threw.
    record Result(@Nullable Outcome outcome, @Nullable RuntimeException failure) {
        Outcome get() {
            if (failure != null) {
                throw failure;
            }
            if (outcome == null) {
                throw new IllegalStateException("the trial has not ended");
            }
            return outcome;
        }
    }

    /// Populations take turns: drivers compile and run for one at a time.
    private static final ReentrantLock TURN = new ReentrantLock(true);

    private final TornadoDevice device;
    private final Split split;
    private final List<Seat> seats = new ArrayList<>();
    private final Layout layout;
    private final int batch;
    private final int[] sample;
    private final int[] validation;

    Population(TornadoDevice device, Split split, List<Member> members) {
        this.device = device;
        this.split = split;
        TrainingPlan shape = members.getFirst().plan();
        this.layout = new Layout(shape.network(), Hyper.moments(shape.optimizer()));
        this.batch = shape.batchSize();
        for (Member member : members) {
            seats.add(new Seat(member, split.training().rows(), layout));
        }
        int first = split.training().rows();
        this.sample = split.sample();
        this.validation = IntStream.range(first, first + split.validation().rows()).toArray();
    }

    /// Whether two plans can be trained together on one dataset.
    static boolean together(TrainingPlan one, TrainingPlan other) {
        return one.network().equals(other.network())
                && one.loss() == other.loss()
                && one.optimizer().getClass().equals(other.optimizer().getClass())
                && one.batchSize() == other.batchSize()
                && one.evaluation().batchSize() == other.evaluation().batchSize();
    }

    /// Trains all of them to their ends.
    List<Result> run() {
        try (Turns program = new Turns(seats.stream().anyMatch(Seat::alive))) {
            program.take(this::finishThoseAtTheirEnd);
            while (seats.stream().anyMatch(Seat::alive)) {
                program.take(
                        Thread.currentThread().isInterrupted() ? this::stopAll : this::advance);
            }
        }
        return seats.stream().map(Seat::result).toList();
    }

    /// The evaluation of every trial as it is now, without any training.
    List<Evaluation> evaluateOnly() {
        List<Evaluation> evaluations = new ArrayList<>();
        try (Turns program = new Turns(false)) {
            program.take(own -> evaluations.addAll(evaluate(own)));
        }
        return evaluations;
    }

    /// The population's program, touched only while it is its turn.
    private final class Turns implements AutoCloseable {
        private final Program program;

        Turns(boolean trains) {
            TURN.lock();
            try {
                program = program(trains);
            } finally {
                TURN.unlock();
            }
        }

        void take(Consumer<Program> work) {
            TURN.lock();
            try {
                work.accept(program);
            } finally {
                TURN.unlock();
            }
        }

        @Override
        public void close() {
            take(Program::close);
        }
    }

    private void finishThoseAtTheirEnd(Program program) {
        for (int t = 0; t < seats.size(); t++) {
            if (!seats.get(t).alive()) {
                seats.get(t).finish(evaluate(program).get(t));
            }
        }
    }

    private Program program(boolean trains) {
        float[] states = new float[seats.size() * layout.size()];
        for (int t = 0; t < seats.size(); t++) {
            System.arraycopy(seats.get(t).state, 0, states, t * layout.size(), layout.size());
        }
        return new Program(
                device,
                Products.of(device),
                seats.stream().map(seat -> seat.plan).toList(),
                split,
                states,
                trains);
    }

    /// Up to [Program#SLOTS] steps, no further than to the next evaluation.
    private void advance(Program program) {
        int length =
                seats.stream()
                        .filter(Seat::alive)
                        .mapToInt(Seat::stepsToEvaluation)
                        .min()
                        .orElseThrow();
        Steps steps = new Steps(seats, Math.min(length, Program.SLOTS), batch);
        for (int s = 0; s < steps.length(); s++) {
            steps.take(program, s, s == 0 ? Program.Before.KEEP : Program.Before.NOTHING);
        }
        List<Seat> evaluated = tell(program.reports(), steps.length());
        if (!evaluated.isEmpty()) {
            List<Evaluation> evaluations = evaluate(program);
            for (Seat seat : evaluated) {
                int t = seats.indexOf(seat);
                seat.evaluated(
                        evaluations.get(t),
                        () -> seat.memory(program.state(t), steps.length() - 1));
            }
        }
        stop(program, steps);
    }

    /// Tells the listeners of the steps; the trials that are to be evaluated are returned.
    private List<Seat> tell(float[] reports, int length) {
        List<Seat> evaluated = new ArrayList<>();
        for (int t = 0; t < seats.size(); t++) {
            Seat seat = seats.get(t);
            for (int s = 0; s < length && seat.goesOn(); s++) {
                int at = (t * Program.SLOTS + s) * UpdateKernels.REPORT;
                if (seat.stepped(s, reports[at], reports[at + 1], reports[at + 2])
                        == Next.EVALUATE) {
                    evaluated.add(seat);
                }
            }
        }
        return evaluated;
    }

    /// Ends the trials that their listeners stopped, each after the step it was stopped at.
    private void stop(Program program, Steps steps) {
        int last = steps.length() - 1;
        for (int t = 0; t < seats.size(); t++) {
            if (seats.get(t).stoppedAfter(last)) {
                seats.get(t).stop(program.state(t), last);
            }
        }
        if (seats.stream().noneMatch(Seat::stopping)) {
            return;
        }
        for (int s = 0; s <= last; s++) {
            steps.take(program, s, s == 0 ? Program.Before.BRING_BACK : Program.Before.NOTHING);
            for (int t = 0; t < seats.size(); t++) {
                if (seats.get(t).stoppedAfter(s)) {
                    seats.get(t).stop(program.state(t), s);
                }
            }
        }
    }

    private void stopAll(Program program) {
        for (int t = 0; t < seats.size(); t++) {
            if (seats.get(t).alive()) {
                seats.get(t).stopNow(program.state(t));
            }
        }
    }

    private List<Evaluation> evaluate(Program program) {
        Program.Judgement seen = program.judge(sample);
        Program.Judgement unseen = program.judge(validation);
        List<Evaluation> evaluations = new ArrayList<>();
        for (int t = 0; t < seats.size(); t++) {
            evaluations.add(
                    new Evaluation(
                            seats.get(t).taken(),
                            (double) seen.wrong()[t] / sample.length,
                            seen.losses()[t] / sample.length,
                            (double) unseen.wrong()[t] / validation.length,
                            unseen.losses()[t] / validation.length));
        }
        return evaluations;
    }
}
