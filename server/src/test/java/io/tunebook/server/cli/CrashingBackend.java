package io.tunebook.server.cli;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.cpu.CpuBackend;
import io.tunebook.kernels.data.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The processor as a device whose driver crashes: once, at step 1,500 of the first training, the
/// process ends natively, as by a driver.
public final class CrashingBackend implements Backend {
    /// Names the file that the crash leaves.
    static final String FILE = "crashed";

    private static final int STEP = 1_500;

    private final Backend cpu = new CpuBackend();

    @Override
    public String name() {
        return "crashing";
    }

    @Override
    public String device() {
        return "a device whose driver crashes";
    }

    @Override
    public int concurrency() {
        return 1;
    }

    @Override
    public Trainer trainer(int threads) {
        Trainer trainer = cpu.trainer(threads);
        return new Trainer() {
            @Override
            public Outcome train(TrainingPlan plan, Split split, StepListener listener) {
                return trainer.train(plan, split, crashing(listener));
            }

            @Override
            public Evaluation evaluate(
                    TrainingPlan plan, Split split, TrainingCheckpoint checkpoint) {
                return trainer.evaluate(plan, split, checkpoint);
            }

            @Override
            public Outcome resume(
                    TrainingPlan plan,
                    Split split,
                    TrainingCheckpoint from,
                    StepListener listener) {
                return trainer.resume(plan, split, from, crashing(listener));
            }
        };
    }

    private static StepListener crashing(StepListener listener) {
        return new StepListener() {
            @Override
            public Signal onStep(StepMetrics step) {
                if (step.step() == STEP && first()) {
                    abort();
                }
                return listener.onStep(step);
            }

            @Override
            public Signal onEvaluation(Evaluation evaluation) {
                return listener.onEvaluation(evaluation);
            }

            @Override
            public void onRequestedCheckpoint(TrainingCheckpoint checkpoint) {
                listener.onRequestedCheckpoint(checkpoint);
            }
        };
    }

    private static boolean first() {
        try {
            Files.createFile(Path.of(FILE));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The C library's `abort`.
    @SuppressWarnings("restricted")
    private static void abort() {
        Linker linker = Linker.nativeLinker();
        try {
            linker.downcallHandle(
                            linker.defaultLookup().find("abort").orElseThrow(),
                            FunctionDescriptor.ofVoid())
                    .invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
