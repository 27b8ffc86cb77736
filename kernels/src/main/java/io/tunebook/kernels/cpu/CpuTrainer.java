package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.Optional;

/// Trains on the calling thread.
final class CpuTrainer implements Trainer {

    private final Products products;

    CpuTrainer(Products products) {
        this.products = products;
    }

    @Override
    public Outcome train(TrainingPlan plan, Split split, StepListener listener) {
        Optional<String> refusal = Refusal.reason(plan, split, availableBytes());
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        return new Training(plan, split, listener, products).run();
    }

    private static long availableBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    }
}
