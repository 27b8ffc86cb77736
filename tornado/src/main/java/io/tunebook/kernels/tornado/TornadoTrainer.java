package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Checkpoint;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Fit;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Trains on a device.
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
            TrainingPlan plan, Split split, Checkpoint checkpoint, StepListener listener) {
        checkpoint.require(TornadoBackend.NAME, plan);
        return train(plan, split, listener, checkpoint);
    }

    @Override
    public Evaluation evaluate(TrainingPlan plan, Split split, Checkpoint checkpoint) {
        checkpoint.require(TornadoBackend.NAME, plan);
        refusal(plan, split)
                .ifPresent(reason -> {
                    throw new IllegalArgumentException(reason);
                });
        Population.Member member = new Population.Member(plan, StepListener.none(), checkpoint);
        return new Population(device, split, List.of(member)).evaluateOnly().getFirst();
    }

    private Outcome train(
            TrainingPlan plan, Split split, StepListener listener, @Nullable Checkpoint from) {
        Optional<String> refusal = refusal(plan, split);
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        Population.Member member = new Population.Member(plan, listener, from);
        return new Population(device, split, List.of(member)).run().getFirst().get();
    }

    private Optional<String> refusal(TrainingPlan plan, Split split) {
        Optional<String> misfit = Fit.reason(plan, split);
        if (misfit.isPresent()) {
            return misfit;
        }
        Footprint footprint = Footprint.of(plan, split, 1);
        long there = device.getMaxGlobalMemory();
        if (footprint.bytes() > there) {
            return Optional.of(
                    "The training needs %d MiB of memory and %s has %d MiB."
                            .formatted(
                                    footprint.bytes() >> 20,
                                    Devices.description(device),
                                    there >> 20));
        }
        long most = Math.min(Integer.MAX_VALUE - 64, device.getMaxAllocMemory() / 4);
        if (footprint.largest() > most) {
            return Optional.of(
                    "The training needs an array of %d floats and %s can hold %d."
                            .formatted(footprint.largest(), Devices.description(device), most));
        }
        return Optional.empty();
    }
}
