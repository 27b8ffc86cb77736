package io.tunebook.kernels.tornado;

import java.util.List;

/// Consecutive steps of a population with their device inputs, so that they can be repeated.
final class StepBatch {

    private final int[][] rows;
    private final float[][] hypers;
    private final long[][] dropouts;

    /// Draws the rows of the active trials; the state of other trials does not change.
    StepBatch(List<PopulationMember> members, int length, int batch) {
        this.rows = new int[length][members.size() * batch];
        this.hypers = new float[length][members.size() * StepHyperparameters.COUNT];
        this.dropouts = new long[length][members.size() * StepHyperparameters.LONGS];
        int[] own = new int[batch];
        for (int t = 0; t < members.size(); t++) {
            PopulationMember member = members.get(t);
            if (!member.isActive()) {
                continue;
            }
            member.begin(length);
            for (int s = 0; s < length; s++) {
                member.draw(s, own);
                System.arraycopy(own, 0, rows[s], t * batch, batch);
                int step = member.lastStep() + s + 1;
                StepHyperparameters.floats(
                        member.plan, step, hypers[s], t * StepHyperparameters.COUNT);
                StepHyperparameters.longs(
                        member.plan, step, dropouts[s], t * StepHyperparameters.LONGS);
            }
        }
    }

    int length() {
        return rows.length;
    }

    void run(DeviceProgram program, int s, DeviceProgram.StateAction action) {
        program.step(rows[s], hypers[s], dropouts[s], s, action);
    }
}
