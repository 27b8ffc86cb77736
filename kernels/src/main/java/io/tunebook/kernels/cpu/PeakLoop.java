package io.tunebook.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A loop of fused multiply-adds on registers only: it measures the peak speed of a core.
final class PeakLoop {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /// Enough to hide the latency of two units of 4 cycles twice.
    private static final int CHAINS = 16;

    private PeakLoop() {}

    /// Floating-point operations of one turn.
    static double operations() {
        return 2.0 * CHAINS * SPECIES.length();
    }

    /// Runs `turns` turns; the result has no meaning.
    static float run(int turns) {
        FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector a = x;
        FloatVector b = x;
        FloatVector c = x;
        FloatVector d = x;
        FloatVector e = x;
        FloatVector f = x;
        FloatVector g = x;
        FloatVector h = x;
        FloatVector i = x;
        FloatVector j = x;
        FloatVector k = x;
        FloatVector l = x;
        FloatVector m = x;
        FloatVector n = x;
        FloatVector o = x;
        FloatVector p = x;
        for (int turn = 0; turn < turns; turn++) {
            a = a.fma(x, x);
            b = b.fma(x, x);
            c = c.fma(x, x);
            d = d.fma(x, x);
            e = e.fma(x, x);
            f = f.fma(x, x);
            g = g.fma(x, x);
            h = h.fma(x, x);
            i = i.fma(x, x);
            j = j.fma(x, x);
            k = k.fma(x, x);
            l = l.fma(x, x);
            m = m.fma(x, x);
            n = n.fma(x, x);
            o = o.fma(x, x);
            p = p.fma(x, x);
        }
        FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h);
        return sum.add(i).add(j).add(k).add(l).add(m).add(n).add(o).add(p).lane(0);
    }
}
