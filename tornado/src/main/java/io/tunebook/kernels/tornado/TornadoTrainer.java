package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.PlanCompatibility;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Trains on a device. Trainings of one shape that several threads start are trained together: see
/// [PopulationDriver].
final class TornadoTrainer implements Trainer {

    private final TornadoDevice device;

    TornadoTrainer(TornadoDevice device) {
        this.device = device;
    }

    @Override
    public Outcome train(TrainingPlan plan, Split split, StepListener listener) {
        return train(plan, split, listener, null);
    }

    @Override
    public Outcome resume(
            TrainingPlan plan, Split split, TrainingCheckpoint checkpoint, StepListener listener) {
        checkpoint.require(TornadoBackend.NAME, plan);
        return train(plan, split, listener, checkpoint);
    }

    @Override
    public Evaluation evaluate(TrainingPlan plan, Split split, TrainingCheckpoint checkpoint) {
        checkpoint.require(TornadoBackend.NAME, plan);
        problem(plan, split)
                .ifPresent(reason -> {
                    throw new IllegalArgumentException(reason);
                });
        Population.Trial trial = new Population.Trial(plan, StepListener.none(), checkpoint);
        return ProgramCache.of(device).driver(plan, split).evaluate(trial);
    }

    private Outcome train(
            TrainingPlan plan,
            Split split,
            StepListener listener,
            @Nullable TrainingCheckpoint from) {
        Optional<String> problem = problem(plan, split);
        if (problem.isPresent()) {
            return new Outcome.Infeasible(problem.get());
        }
        Population.Trial trial = new Population.Trial(plan, listener, from);
        try {
            return ProgramCache.of(device).driver(plan, split).train(trial);
        } catch (DeviceMemoryException e) {
            return new Outcome.Infeasible(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> problem(TrainingPlan plan, Split split) {
        Optional<String> mismatch = PlanCompatibility.problem(plan, split);
        if (mismatch.isPresent()) {
            return mismatch;
        }
        MemoryFootprint footprint = MemoryFootprint.of(plan, split, 1);
        long there = device.getMaxGlobalMemory();
        if (footprint.bytes() > there) {
            return Optional.of(
                    "The training needs %d MiB of memory, and %s has %d MiB: use a smaller network or batch."
                            .formatted(
                                    footprint.bytes() >> 20,
                                    Devices.description(device),
                                    there >> 20));
        }
        long maxFloats = MemoryFootprint.maxFloats(device);
        if (footprint.largest() > maxFloats) {
            return Optional.of(
                    "The training needs an array of %d floats, and the limit of %s is %d: use a smaller network or batch."
                            .formatted(
                                    footprint.largest(), Devices.description(device), maxFloats));
        }
        return Optional.empty();
    }
}
