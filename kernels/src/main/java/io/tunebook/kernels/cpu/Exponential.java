package io.tunebook.kernels.cpu;

/// The exponential function, tanh and GELU in float arithmetic whose bits are the same on every
/// machine.
final class Exponential {

    static final float LOG2_E = 1.442695f;

    /// ln 2 in two parts: the first ends with zero bits, so that its product with a small integer
    /// is exact.
    static final float LN2_HIGH = 355f / 512;

    static final float LN2_LOW = -2.12194440e-4f;

    /// Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
    static final float ROUNDING = 0x1.8p23f;

    static final float MIN_ARGUMENT = -87f;
    static final float MAX_ARGUMENT = 88f;

    private Exponential() {}

    /// `e^x` to within 2 units in the last place for x from -87 to 88; below that 0, above it
    /// infinity, NaN for NaN.
    ///
    /// `x = n ln 2 + r` with integer n and |r| <= ln 2 / 2; `e^r` is its Taylor polynomial of
    /// degree 7, `2^n` is built from its bits.
    static float exp(float x) {
        if (!(x >= MIN_ARGUMENT)) {
            return x < MIN_ARGUMENT ? 0 : Float.NaN;
        }
        if (x > MAX_ARGUMENT) {
            return Float.POSITIVE_INFINITY;
        }
        float n = (x * LOG2_E + ROUNDING) - ROUNDING;
        float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, x));
        float p = 1f / 5040;
        p = Math.fma(p, r, 1f / 720);
        p = Math.fma(p, r, 1f / 120);
        p = Math.fma(p, r, 1f / 24);
        p = Math.fma(p, r, 1f / 6);
        p = Math.fma(p, r, 0.5f);
        p = Math.fma(p, r, 1f);
        p = Math.fma(p, r, 1f);
        return p * Float.intBitsToFloat(((int) n + 127) << 23);
    }

    /// The hyperbolic tangent to within 4 units in the last place: near 0 by its Taylor polynomial,
    /// elsewhere as `(1 - q) / (1 + q)` with `q = e^(-2|x|)`.
    static float tanh(float x) {
        float size = Math.abs(x);
        if (size < 0.2f) {
            float s = x * x;
            float p = 62f / 2835;
            p = Math.fma(p, s, -17f / 315);
            p = Math.fma(p, s, 2f / 15);
            p = Math.fma(p, s, -1f / 3);
            return Math.fma(p * s, x, x);
        }
        float q = exp(-2 * size);
        return Math.copySign((1 - q) / (1 + q), x);
    }

    private static final float GELU_SCALE = 0.7978846f;
    private static final float GELU_CUBE = 0.044715f;

    /// `x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2`.
    static float gelu(float x) {
        return 0.5f * x * (1 + tanh(geluArgument(x)));
    }

    /// The derivative of [#gelu].
    static float geluDerivative(float x) {
        float t = tanh(geluArgument(x));
        float steepness = GELU_SCALE * Math.fma(3 * GELU_CUBE * x, x, 1);
        return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * steepness;
    }

    private static float geluArgument(float x) {
        return GELU_SCALE * Math.fma(GELU_CUBE * x * x, x, x);
    }
}
