package io.tunebook.kernels.tornado;

import java.util.List;

/// Some steps of a population in a row, with all that the device is told for each, so that they can
/// be taken again.
final class Steps {

    private final int[][] rows;
    private final float[][] hypers;
    private final long[][] dropouts;

    /// Draws the rows of the living trials; those that have ended stand still.
    Steps(List<Seat> seats, int length, int batch) {
        this.rows = new int[length][seats.size() * batch];
        this.hypers = new float[length][seats.size() * Hyper.COUNT];
        this.dropouts = new long[length][seats.size() * Hyper.LONGS];
        int[] own = new int[batch];
        for (int t = 0; t < seats.size(); t++) {
            Seat seat = seats.get(t);
            if (!seat.alive()) {
                continue;
            }
            seat.begin(length);
            for (int s = 0; s < length; s++) {
                seat.draw(s, own);
                System.arraycopy(own, 0, rows[s], t * batch, batch);
                int step = seat.taken() + s + 1;
                Hyper.floats(seat.plan, step, hypers[s], t * Hyper.COUNT);
                Hyper.longs(seat.plan, step, dropouts[s], t * Hyper.LONGS);
            }
        }
    }

    int length() {
        return rows.length;
    }

    void take(Program program, int s, Program.Before before) {
        program.step(rows[s], hypers[s], dropouts[s], s, before);
    }
}
