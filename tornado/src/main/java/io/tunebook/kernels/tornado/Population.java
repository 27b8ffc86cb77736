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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// Trials of one shape in one program, trained in lockstep. Trials join and leave between groups of
/// steps; the metrics and the outcome of each do not depend on the others. Not thread-safe.
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

    private final DeviceProgram program;

    /// By their row of the state; null where there is room.
    private final List<@Nullable PopulationMember> members = new ArrayList<>();

    private final int trainingRows;
    private final int batch;
    private final int[] sample;
    private final int[] validation;

    Population(DeviceProgram program, TrainingPlan shape, Split split) {
        this.program = program;
        for (int t = 0; t < program.trials(); t++) {
            members.add(null);
        }
        this.trainingRows = split.training().rows();
        this.batch = shape.batchSize();
        this.sample = split.sample();
        this.validation =
                IntStream.range(trainingRows, trainingRows + split.validation().rows()).toArray();
    }

    boolean hasRoom() {
        return members.contains(null);
    }

    boolean isEmpty() {
        return members.stream().allMatch(member -> member == null);
    }

    /// Adds a trial. One that has taken all of its steps already has a result at once.
    PopulationMember join(Trial trial) {
        PopulationMember member = new PopulationMember(trial, trainingRows, program.layout());
        int row = members.indexOf(null);
        program.setState(row, member.state);
        if (member.isActive()) {
            members.set(row, member);
        } else {
            member.finish(evaluateOnly(row).at(member.lastStep()));
        }
        return member;
    }

    /// The evaluation of a trial in the state of its checkpoint, without training.
    Evaluation evaluate(Trial trial) {
        PopulationMember member = new PopulationMember(trial, trainingRows, program.layout());
        int row = members.indexOf(null);
        program.setState(row, member.state);
        return evaluateOnly(row).at(member.lastStep());
    }

    /// Trains all trials up to [DeviceProgram#SLOTS] steps, no further than to the next evaluation
    /// of one of them. Trials that ended have a result afterwards, and leave.
    void advance() {
        int length =
                present().stream()
                        .mapToInt(PopulationMember::stepsToEvaluation)
                        .min()
                        .orElseThrow();
        StepBatch steps = new StepBatch(members, Math.min(length, DeviceProgram.SLOTS), batch);
        program.use(size());
        program.load(steps, DeviceProgram.StateAction.SAVE);
        for (int s = 0; s < steps.length(); s++) {
            program.step();
        }
        evaluate(report(program.reports(), steps.length()), steps.length() - 1);
        for (int t = 0; t < members.size(); t++) {
            PopulationMember member = members.get(t);
            if (member != null) {
                int row = t;
                member.recordRequestedCheckpoint(() -> program.state(row));
            }
        }
        stop(steps);
        members.replaceAll(member -> member == null || !member.isActive() ? null : member);
        compact();
    }

    /// Moves the last trials to the rows of those that left, so that the first rows are in use.
    private void compact() {
        for (int t = members.indexOf(null); t >= 0 && t < size(); t = members.indexOf(null)) {
            int last = last();
            program.setState(t, program.state(last));
            members.set(t, members.get(last));
            members.set(last, null);
        }
    }

    private int size() {
        return present().size();
    }

    private int last() {
        int last = members.size() - 1;
        while (members.get(last) == null) {
            last--;
        }
        return last;
    }

    /// Stops a trial between groups of steps.
    void stop(PopulationMember member) {
        int row = members.indexOf(member);
        if (row >= 0) {
            member.stopNow(program.state(row));
            members.set(row, null);
            compact();
        }
    }

    private List<PopulationMember> present() {
        List<PopulationMember> present = new ArrayList<>();
        for (PopulationMember member : members) {
            if (member != null) {
                present.add(member);
            }
        }
        return present;
    }

    /// Reports the steps to the listeners; returns for each row whether it is to be evaluated.
    private boolean[] report(FloatArray reports, int length) {
        boolean[] evaluated = new boolean[members.size()];
        for (int t = 0; t < members.size(); t++) {
            PopulationMember member = members.get(t);
            for (int s = 0; member != null && s < length && member.isListening(); s++) {
                int at = (s * members.size() + t) * UpdateKernels.REPORT;
                evaluated[t] |=
                        member.recordStep(
                                        s,
                                        reports.get(at),
                                        reports.get(at + 1),
                                        reports.get(at + 2))
                                == Next.EVALUATE;
            }
        }
        return evaluated;
    }

    private void evaluate(boolean[] which, int last) {
        if (IntStream.range(0, which.length).noneMatch(t -> which[t])) {
            return;
        }
        Evaluations all = evaluations(which);
        for (int t = 0; t < which.length; t++) {
            PopulationMember member = members.get(t);
            if (which[t] && member != null) {
                int row = t;
                member.recordEvaluation(
                        all.of(row).at(member.lastStep()),
                        () -> member.checkpointState(program.state(row), last));
            }
        }
    }

    /// Ends the trials that their listeners stopped, each after the step at which it stopped.
    private void stop(StepBatch steps) {
        int last = steps.length() - 1;
        for (int t = 0; t < members.size(); t++) {
            PopulationMember member = members.get(t);
            if (member != null && member.stoppedAfter(last)) {
                member.stop(program.state(t), last);
            }
        }
        if (present().stream().noneMatch(PopulationMember::isStopping)) {
            return;
        }
        program.load(steps, DeviceProgram.StateAction.RESTORE);
        for (int s = 0; s <= last; s++) {
            program.step();
            for (int t = 0; t < members.size(); t++) {
                PopulationMember member = members.get(t);
                if (member != null && member.stoppedAfter(s)) {
                    member.stop(program.state(t), s);
                }
            }
        }
    }

    private Evaluations.OfTrial evaluateOnly(int row) {
        boolean[] which = new boolean[members.size()];
        which[row] = true;
        return evaluations(which).of(row);
    }

    private Evaluations evaluations(boolean[] which) {
        int used = which.length;
        while (!which[used - 1]) {
            used--;
        }
        program.use(used);
        return new Evaluations(
                program.evaluate(sample, which),
                program.evaluate(validation, which),
                sample.length,
                validation.length);
    }
}
