package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Trains on the calling thread and, for more than one thread, on a [WorkerTeam].
final class CpuTrainer implements Trainer {

    private final Products products;
    private final int threads;

    CpuTrainer(Products products, int threads) {
        this.products = products;
        this.threads = threads;
    }

    @Override
    public Outcome train(TrainingPlan plan, Split split, StepListener listener) {
        return train(plan, split, listener, null);
    }

    @Override
    public Outcome resume(
            TrainingPlan plan, Split split, TrainingCheckpoint checkpoint, StepListener listener) {
        checkpoint.require(CpuBackend.NAME, plan);
        return train(plan, split, listener, checkpoint);
    }

    @Override
    public Evaluation evaluate(TrainingPlan plan, Split split, TrainingCheckpoint checkpoint) {
        checkpoint.require(CpuBackend.NAME, plan);
        Optional<String> problem = MemoryCheck.problem(plan, split, availableBytes());
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        try (WorkerTeam team = new WorkerTeam(threads)) {
            return new Training(plan, split, StepListener.none(), products, team, checkpoint)
                    .evaluate();
        }
    }

    private Outcome train(
            TrainingPlan plan,
            Split split,
            StepListener listener,
            @Nullable TrainingCheckpoint from) {
        Optional<String> problem = MemoryCheck.problem(plan, split, availableBytes());
        if (problem.isPresent()) {
            return new Outcome.Infeasible(problem.get());
        }
        try (WorkerTeam team = new WorkerTeam(threads)) {
            return new Training(plan, split, listener, products, team, from).run();
        }
    }

    private static long availableBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    }
}
