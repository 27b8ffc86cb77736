package io.tunebook.kernels.tornado;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// Consecutive steps of the trials of a program with their device inputs, so that they can be
/// repeated.
final class StepBatch {

    private final int length;
    private final int trials;
    private final int[] rows;
    private final float[] hypers;
    private final long[] dropouts;
    private final boolean[] active;

    /// Draws the rows of the trials; the state of others does not change.
    ///
    /// @param members by their row of the state; null where there is none
    StepBatch(List<@Nullable PopulationMember> members, int length, int batch) {
        this.length = length;
        this.trials = members.size();
        this.rows = new int[length * trials * batch];
        this.hypers = new float[length * trials * StepHyperparameters.COUNT];
        this.dropouts = new long[length * trials * StepHyperparameters.LONGS];
        this.active = new boolean[trials];
        int[] own = new int[batch];
        for (int t = 0; t < trials; t++) {
            PopulationMember member = members.get(t);
            active[t] = member != null && member.isActive();
            if (member == null || !active[t]) {
                continue;
            }
            member.begin(length);
            for (int s = 0; s < length; s++) {
                member.draw(s, own);
                int at = s * trials + t;
                System.arraycopy(own, 0, rows, at * batch, batch);
                int step = member.lastStep() + s + 1;
                StepHyperparameters.floats(
                        member.plan, step, hypers, at * StepHyperparameters.COUNT);
                StepHyperparameters.longs(
                        member.plan, step, dropouts, at * StepHyperparameters.LONGS);
            }
        }
    }

    int length() {
        return length;
    }

    /// Writes the steps to the arrays of a program.
    void write(IntArray order, FloatArray hyper, LongArray dropout, IntArray trained) {
        for (int i = 0; i < rows.length; i++) {
            order.set(i, rows[i]);
        }
        for (int i = 0; i < hypers.length; i++) {
            hyper.set(i, hypers[i]);
        }
        for (int i = 0; i < dropouts.length; i++) {
            dropout.set(i, dropouts[i]);
        }
        for (int t = 0; t < trials; t++) {
            trained.set(t, active[t] ? 1 : 0);
        }
    }
}
