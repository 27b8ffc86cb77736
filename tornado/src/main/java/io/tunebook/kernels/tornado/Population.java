package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Progress.Next;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Trials of one shape that are trained in lockstep. The metrics and the outcome of each do not
/// depend on the others.
///
/// Up to [DeviceProgram#SLOTS] steps run before their reports are fetched. If a listener stops a
/// trial in between, the state from before is restored and the same steps run again up to that one.
final class Population {

    /// A trial to be trained.
    ///
    /// @param from the checkpoint to resume from, or null to start
    record Trial(TrainingPlan plan, StepListener listener, @Nullable TrainingCheckpoint from) {}

    /// The result of a trial: an outcome, or the exception of its listener.
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

    /// One population at a time uses a device: drivers compile and run for one thread only.
    private static final ReentrantLock DEVICE_LOCK = new ReentrantLock(true);

    private final TornadoDevice device;
    private final Split split;
    private final List<PopulationMember> members = new ArrayList<>();
    private final StateLayout layout;
    private final int batch;
    private final int[] sample;
    private final int[] validation;

    Population(TornadoDevice device, Split split, List<Trial> trials) {
        this.device = device;
        this.split = split;
        TrainingPlan shape = trials.getFirst().plan();
        this.layout =
                new StateLayout(shape.network(), StepHyperparameters.moments(shape.optimizer()));
        this.batch = shape.batchSize();
        for (Trial trial : trials) {
            members.add(new PopulationMember(trial, split.training().rows(), layout));
        }
        int first = split.training().rows();
        this.sample = split.sample();
        this.validation = IntStream.range(first, first + split.validation().rows()).toArray();
    }

    /// Whether two plans can be trained together on one dataset.
    static boolean canTrainTogether(TrainingPlan one, TrainingPlan other) {
        return one.network().equals(other.network())
                && one.loss() == other.loss()
                && one.optimizer().getClass().equals(other.optimizer().getClass())
                && one.batchSize() == other.batchSize()
                && one.evaluation().batchSize() == other.evaluation().batchSize();
    }

    /// Trains all trials to their end.
    List<Result> run() {
        try (ExclusiveProgram program =
                new ExclusiveProgram(members.stream().anyMatch(PopulationMember::isActive))) {
            program.use(this::completeFinishedTrials);
            while (members.stream().anyMatch(PopulationMember::isActive)) {
                program.use(Thread.currentThread().isInterrupted() ? this::stopAll : this::advance);
            }
        }
        return members.stream().map(PopulationMember::result).toList();
    }

    /// The evaluation of every trial in its current state, without training.
    List<Evaluation> evaluateOnly() {
        List<Evaluation> evaluations = new ArrayList<>();
        try (ExclusiveProgram program = new ExclusiveProgram(false)) {
            program.use(own -> evaluations.addAll(evaluate(own)));
        }
        return evaluations;
    }

    /// The population's program, used only while holding the device lock.
    private final class ExclusiveProgram implements AutoCloseable {
        private final DeviceProgram program;

        ExclusiveProgram(boolean trains) {
            DEVICE_LOCK.lock();
            try {
                program = program(trains);
            } finally {
                DEVICE_LOCK.unlock();
            }
        }

        void use(Consumer<DeviceProgram> work) {
            DEVICE_LOCK.lock();
            try {
                work.accept(program);
            } finally {
                DEVICE_LOCK.unlock();
            }
        }

        @Override
        public void close() {
            use(DeviceProgram::close);
        }
    }

    private void completeFinishedTrials(DeviceProgram program) {
        for (int t = 0; t < members.size(); t++) {
            if (!members.get(t).isActive()) {
                members.get(t).finish(evaluate(program).get(t));
            }
        }
    }

    private DeviceProgram program(boolean trains) {
        float[] states = new float[members.size() * layout.size()];
        for (int t = 0; t < members.size(); t++) {
            System.arraycopy(members.get(t).state, 0, states, t * layout.size(), layout.size());
        }
        return new DeviceProgram(
                device,
                ProductKernels.of(device),
                members.stream().map(member -> member.plan).toList(),
                split,
                states,
                trains);
    }

    /// Up to [DeviceProgram#SLOTS] steps, no further than to the next evaluation.
    private void advance(DeviceProgram program) {
        int length =
                members.stream()
                        .filter(PopulationMember::isActive)
                        .mapToInt(PopulationMember::stepsToEvaluation)
                        .min()
                        .orElseThrow();
        StepBatch steps = new StepBatch(members, Math.min(length, DeviceProgram.SLOTS), batch);
        for (int s = 0; s < steps.length(); s++) {
            steps.run(
                    program,
                    s,
                    s == 0 ? DeviceProgram.StateAction.SAVE : DeviceProgram.StateAction.NONE);
        }
        List<PopulationMember> evaluated = report(program.reports(), steps.length());
        if (!evaluated.isEmpty()) {
            List<Evaluation> evaluations = evaluate(program);
            for (PopulationMember member : evaluated) {
                int t = members.indexOf(member);
                member.recordEvaluation(
                        evaluations.get(t),
                        () -> member.checkpointState(program.state(t), steps.length() - 1));
            }
        }
        stop(program, steps);
    }

    /// Reports the steps to the listeners; returns the trials to evaluate.
    private List<PopulationMember> report(float[] reports, int length) {
        List<PopulationMember> evaluated = new ArrayList<>();
        for (int t = 0; t < members.size(); t++) {
            PopulationMember member = members.get(t);
            for (int s = 0; s < length && member.isListening(); s++) {
                int at = (t * DeviceProgram.SLOTS + s) * UpdateKernels.REPORT;
                if (member.recordStep(s, reports[at], reports[at + 1], reports[at + 2])
                        == Next.EVALUATE) {
                    evaluated.add(member);
                }
            }
        }
        return evaluated;
    }

    /// Ends the trials that their listeners stopped, each after the step at which it stopped.
    private void stop(DeviceProgram program, StepBatch steps) {
        int last = steps.length() - 1;
        for (int t = 0; t < members.size(); t++) {
            if (members.get(t).stoppedAfter(last)) {
                members.get(t).stop(program.state(t), last);
            }
        }
        if (members.stream().noneMatch(PopulationMember::isStopping)) {
            return;
        }
        for (int s = 0; s <= last; s++) {
            steps.run(
                    program,
                    s,
                    s == 0 ? DeviceProgram.StateAction.RESTORE : DeviceProgram.StateAction.NONE);
            for (int t = 0; t < members.size(); t++) {
                if (members.get(t).stoppedAfter(s)) {
                    members.get(t).stop(program.state(t), s);
                }
            }
        }
    }

    private void stopAll(DeviceProgram program) {
        for (int t = 0; t < members.size(); t++) {
            if (members.get(t).isActive()) {
                members.get(t).stopNow(program.state(t));
            }
        }
    }

    private List<Evaluation> evaluate(DeviceProgram program) {
        DeviceProgram.EvaluationSums seen = program.evaluate(sample);
        DeviceProgram.EvaluationSums unseen = program.evaluate(validation);
        List<Evaluation> evaluations = new ArrayList<>();
        for (int t = 0; t < members.size(); t++) {
            evaluations.add(
                    new Evaluation(
                            members.get(t).lastStep(),
                            (double) seen.wrong()[t] / sample.length,
                            seen.losses()[t] / sample.length,
                            (double) unseen.wrong()[t] / validation.length,
                            unseen.losses()[t] / validation.length));
        }
        return evaluations;
    }
}
