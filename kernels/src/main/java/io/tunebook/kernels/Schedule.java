package io.tunebook.kernels;

/// The learning rate as a function of the step (PB-56, PB-64): a factor on the optimizer's base
/// rate.
///
/// During the first `warmupSteps` steps the factor is `step / warmupSteps`, which is 1 at the last
/// of them; each schedule defines the factor after warmup. Steps count from 1.
public sealed interface Schedule {

    /// Steps of linear warmup, 0 for none.
    int warmupSteps();

    /// The factor after warmup at `step` of `steps`.
    double afterWarmup(int step, int steps);

    /// The factor at `step` (1 .. steps), from 0 to 1.
    default double factor(int step, int steps) {
        if (step < 1 || step > steps) {
            throw new IllegalArgumentException("step must be from 1 to " + steps + ", not " + step);
        }
        return step < warmupSteps() ? (double) step / warmupSteps() : afterWarmup(step, steps);
    }

    /// Factor 1 after warmup.
    record Constant(int warmupSteps) implements Schedule {
        public Constant {
            Check.atLeast("warmup steps", 0, warmupSteps);
        }

        @Override
        public double afterWarmup(int step, int steps) {
            return 1;
        }
    }

    /// Factor 1, then a linear decay over the last `decaySteps` steps to `finalFactor` at the last
    /// step. The decay never starts before the end of warmup. A longer training keeps the length of
    /// the decay (PB-48).
    record LinearDecay(int warmupSteps, int decaySteps, double finalFactor) implements Schedule {
        public LinearDecay {
            Check.atLeast("warmup steps", 0, warmupSteps);
            Check.atLeast("decay steps", 1, decaySteps);
            Check.share("final factor", finalFactor);
        }

        /// Decays to 0 from the end of warmup to the last step, whatever the number of steps.
        public static LinearDecay throughout(int warmupSteps) {
            return new LinearDecay(warmupSteps, Integer.MAX_VALUE, 0);
        }

        @Override
        public double afterWarmup(int step, int steps) {
            return 1
                    - (1 - finalFactor)
                            * progress(step, Math.max(warmupSteps, steps - decaySteps), steps);
        }
    }

    /// From 1 at the end of warmup to `finalFactor` at the last step along half a cosine
    /// (Loshchilov and Hutter 2017, without restarts): `finalFactor + (1 - finalFactor) (1 + cos(pi
    /// progress)) / 2`. Lengthening stretches it (PB-48).
    record CosineDecay(int warmupSteps, double finalFactor) implements Schedule {
        public CosineDecay {
            Check.atLeast("warmup steps", 0, warmupSteps);
            Check.share("final factor", finalFactor);
        }

        @Override
        public double afterWarmup(int step, int steps) {
            double half = (1 + StrictMath.cos(Math.PI * progress(step, warmupSteps, steps))) / 2;
            return finalFactor + (1 - finalFactor) * half;
        }
    }

    /// After warmup, every `every` steps the factor is multiplied by `drop`: `drop^floor((step -
    /// warmupSteps - 1) / every)`, the first `every` steps at 1.
    record StepDecay(int warmupSteps, int every, double drop) implements Schedule {
        public StepDecay {
            Check.atLeast("warmup steps", 0, warmupSteps);
            Check.atLeast("steps between drops", 1, every);
            Check.share("drop", drop);
        }

        @Override
        public double afterWarmup(int step, int steps) {
            int drops = Math.max(0, step - warmupSteps - 1) / every;
            return StrictMath.pow(drop, drops);
        }
    }

    /// How far `step` has come from `start` to `end`, from 0 to 1.
    private static double progress(int step, int start, int end) {
        return step <= start ? 0 : (double) (step - start) / (end - start);
    }
}
