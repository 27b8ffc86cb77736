package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Checkpoint;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Trains on the calling thread, with the help of others if it may have more than one.
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
            TrainingPlan plan, Split split, Checkpoint checkpoint, StepListener listener) {
        checkpoint.require(CpuBackend.NAME, plan);
        return train(plan, split, listener, checkpoint);
    }

    @Override
    public Evaluation evaluate(TrainingPlan plan, Split split, Checkpoint checkpoint) {
        checkpoint.require(CpuBackend.NAME, plan);
        Optional<String> refusal = Refusal.reason(plan, split, availableBytes());
        if (refusal.isPresent()) {
            throw new IllegalArgumentException(refusal.get());
        }
        try (Crew crew = new Crew(threads)) {
            return new Training(plan, split, StepListener.none(), products, crew, checkpoint)
                    .evaluate();
        }
    }

    private Outcome train(
            TrainingPlan plan, Split split, StepListener listener, @Nullable Checkpoint from) {
        Optional<String> refusal = Refusal.reason(plan, split, availableBytes());
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        try (Crew crew = new Crew(threads)) {
            return new Training(plan, split, listener, products, crew, from).run();
        }
    }

    private static long availableBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    }
}
