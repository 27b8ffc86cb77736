package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.IS_NAN;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// [Exponential] in vectors: a class of its own, because a JVM without them must not load it.
final class VectorExponential {

    private VectorExponential() {}

    /// [Exponential#exp] of each lane, bit for bit.
    static FloatVector exp(FloatVector x) {
        FloatVector n =
                x.mul(Exponential.LOG2_E).add(Exponential.ROUNDING).sub(Exponential.ROUNDING);
        FloatVector minus = n.neg();
        FloatVector r =
                minus.fma(
                        broadcast(x, Exponential.LN2_LOW),
                        minus.fma(broadcast(x, Exponential.LN2_HIGH), x));
        FloatVector p = broadcast(x, 1f / 5040);
        p = p.fma(r, broadcast(x, 1f / 720));
        p = p.fma(r, broadcast(x, 1f / 120));
        p = p.fma(r, broadcast(x, 1f / 24));
        p = p.fma(r, broadcast(x, 1f / 6));
        p = p.fma(r, broadcast(x, 0.5f));
        p = p.fma(r, broadcast(x, 1f));
        p = p.fma(r, broadcast(x, 1f));
        // The lowest bits of n + 1.5 * 2^23 + 127 are those of n + 127.
        IntVector exponent =
                n.add(Exponential.ROUNDING + 127).reinterpretAsInts().lanewise(LSHL, 23);
        FloatVector result = p.mul(exponent.reinterpretAsFloats());
        VectorMask<Float> small = x.lt(Exponential.MIN_ARGUMENT);
        VectorMask<Float> large = x.compare(GT, Exponential.MAX_ARGUMENT);
        result = result.blend(0f, small).blend(Float.POSITIVE_INFINITY, large);
        return result.blend(Float.NaN, x.test(IS_NAN));
    }

    private static FloatVector broadcast(FloatVector like, float value) {
        return FloatVector.broadcast(like.species(), value);
    }
}
