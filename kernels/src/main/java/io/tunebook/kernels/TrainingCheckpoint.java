package io.tunebook.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The complete state of a training after a step: the training resumes from it with the same bits,
/// or is evaluated (PB-53). Immutable.
///
/// The backend that created the checkpoint defines the meaning of `numbers` and `arrays`; the first
/// array holds the network's parameters.
public final class TrainingCheckpoint {

    private final String backend;
    private final String plan;
    private final int step;
    private final Optional<Evaluation> evaluation;
    private final Optional<Evaluation> best;
    private final long[] numbers;
    private final List<float[]> arrays;

    /// A checkpoint with copies of the arrays.
    ///
    /// @param backend the name of the backend that created it
    /// @param plan the plan of the training
    /// @param step the last completed step, 0 for none
    /// @param evaluation after that step, if the step was evaluated
    /// @param best the best evaluation up to that step
    public TrainingCheckpoint(
            String backend,
            TrainingPlan plan,
            int step,
            Optional<Evaluation> evaluation,
            Optional<Evaluation> best,
            long[] numbers,
            List<float[]> arrays) {
        this(backend, plan.toString(), step, evaluation, best, numbers, arrays);
    }

    TrainingCheckpoint(
            String backend,
            String plan,
            int step,
            Optional<Evaluation> evaluation,
            Optional<Evaluation> best,
            long[] numbers,
            List<float[]> arrays) {
        this.backend = backend;
        this.plan = plan;
        this.step = step;
        this.evaluation = evaluation;
        this.best = best;
        this.numbers = numbers.clone();
        this.arrays = copy(arrays);
    }

    public String backend() {
        return backend;
    }

    /// The text of the plan.
    public String plan() {
        return plan;
    }

    /// The last completed step, 0 for none.
    public int step() {
        return step;
    }

    /// The evaluation after that step, if the step was evaluated.
    public Optional<Evaluation> evaluation() {
        return evaluation;
    }

    /// The best evaluation up to that step.
    public Optional<Evaluation> best() {
        return best;
    }

    /// A copy of the backend's numbers.
    public long[] numbers() {
        return numbers.clone();
    }

    /// Copies of the backend's arrays.
    public List<float[]> arrays() {
        return copy(arrays);
    }

    /// Requires that the checkpoint belongs to this backend and plan.
    ///
    /// @throws IllegalArgumentException if it does not
    public void require(String backend, TrainingPlan plan) {
        if (!this.backend.equals(backend) || !this.plan.equals(plan.toString())) {
            throw new IllegalArgumentException(
                    "the checkpoint of step %d belongs to the backend %s and the plan %s: resume it with that plan, or start the training again"
                            .formatted(step, this.backend, this.plan));
        }
    }

    /// Writes the checkpoint in the format that [#read] reads; does not close the stream.
    public void write(OutputStream out) throws IOException {
        CheckpointFormat.write(this, out);
    }

    /// Reads a checkpoint.
    ///
    /// @throws IOException if the stream fails, or does not contain a complete, intact checkpoint
    public static TrainingCheckpoint read(InputStream in) throws IOException {
        return CheckpointFormat.read(in);
    }

    /// Writes the checkpoint to a file: to a temporary file first, which is then renamed.
    public void save(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling(target.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(unfinished)) {
            write(out);
        }
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Reads a checkpoint from a file.
    ///
    /// @throws IOException as [#read]
    public static TrainingCheckpoint load(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingCheckpoint that
                && backend.equals(that.backend)
                && plan.equals(that.plan)
                && step == that.step
                && evaluation.equals(that.evaluation)
                && best.equals(that.best)
                && Arrays.equals(numbers, that.numbers)
                && sameArrays(arrays, that.arrays);
    }

    @Override
    public int hashCode() {
        int hash = 31 * (31 * plan.hashCode() + step) + Arrays.hashCode(numbers);
        for (float[] array : arrays) {
            hash = 31 * hash + Arrays.hashCode(array);
        }
        return hash;
    }

    @Override
    public String toString() {
        return "checkpoint of step " + step;
    }

    private static boolean sameArrays(List<float[]> some, List<float[]> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = Arrays.equals(some.get(i), others.get(i));
        }
        return same;
    }

    private static List<float[]> copy(List<float[]> arrays) {
        List<float[]> copies = new ArrayList<>();
        for (float[] array : arrays) {
            copies.add(array.clone());
        }
        return List.copyOf(copies);
    }
}
