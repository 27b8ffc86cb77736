package io.tunebook.kernels.tornado;

import io.tunebook.kernels.random.SeededRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// The arguments of a kernel under test: arrays of seeded random numbers, equal in every instance
/// of the same lengths.
final class KernelArrays {
    final List<FloatArray> floats = new ArrayList<>();
    private final Set<Integer> positive = new HashSet<>();
    final IntArray labels = new IntArray(40);
    final IntArray order =
            new IntArray(KernelContract.SLOTS * KernelContract.T * KernelContract.ROWS);
    final IntArray correct = new IntArray(KernelContract.T * KernelContract.ROWS);

    /// The second slot is next and now; the state is saved.
    final IntArray control = IntArray.fromElements(1, 1, 1);

    /// The second trial has ended.
    final IntArray active = IntArray.fromElements(1, 0, 1);

    final LongArray dropout =
            new LongArray(KernelContract.SLOTS * KernelContract.T * StepHyperparameters.LONGS);

    KernelArrays(int... lengths) {
        SeededRandom random = new SeededRandom(5);
        for (int length : lengths) {
            FloatArray array = new FloatArray(length);
            for (int i = 0; i < length; i++) {
                array.set(i, (float) random.gaussian());
            }
            floats.add(array);
        }
        for (int i = 0; i < 40; i++) {
            labels.set(i, random.below(KernelContract.OUT));
        }
        for (int i = 0; i < KernelContract.T * KernelContract.ROWS; i++) {
            correct.set(i, 7);
        }
        for (int i = 0; i < order.getSize(); i++) {
            order.set(i, random.below(40));
        }
        for (int t = 0; t < KernelContract.SLOTS * KernelContract.T; t++) {
            dropout.set(3 * t, (long) (0.1 * (t + 1) * 0x1p53));
            dropout.set(3 * t + 1, random.nextLong());
            dropout.set(3 * t + 2, t + 1);
        }
    }

    FloatArray f(int i) {
        return floats.get(i);
    }

    /// Hyperparameters that are all positive.
    FloatArray positive(int i) {
        FloatArray array = f(i);
        if (!positive.add(i)) {
            return array;
        }
        for (int k = 0; k < array.getSize(); k++) {
            array.set(k, 0.1f + Math.abs(array.get(k)) / 10);
        }
        return array;
    }

    Object[] all() {
        List<Object> all = new ArrayList<>(floats);
        all.addAll(List.of(labels, order, correct, control, active, dropout));
        return all.toArray();
    }
}
