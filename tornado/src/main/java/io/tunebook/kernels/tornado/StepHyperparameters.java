package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.random.SeededRandom;

/// The hyperparameters of a trial's step as the kernels read them: [#COUNT] floats and [#LONGS]
/// longs per trial. Values that differ between steps or trials are in these arrays, because plain
/// arguments are compiled into the kernel.
final class StepHyperparameters {

    static final int RATE = 0;
    static final int L2 = 1;
    static final int SHRINK = 2;

    /// 1 while the trial is trained, 0 after its end.
    static final int ACTIVE = 3;

    /// The maximum gradient norm; infinite without clipping.
    static final int CLIP_NORM = 4;

    static final int SMOOTHING = 5;

    /// The factor of the units that dropout does not drop.
    static final int DROPOUT_SCALE = 6;

    /// The optimizer's own hyperparameters, six of them.
    static final int OPTIMIZER = 7;

    static final int COUNT = 13;
    static final int LONGS = 3;

    /// The purpose of dropout's stream.
    private static final long DROPOUT = 2;

    private StepHyperparameters() {}

    /// The number of an optimizer's state arrays, each as long as the parameters.
    static int moments(Optimizer optimizer) {
        return switch (optimizer) {
            case Optimizer.Sgd _ -> 0;
            case Optimizer.Momentum _, Optimizer.Nesterov _ -> 1;
            case Optimizer.RmsProp _, Optimizer.Adam _, Optimizer.AdamW _, Optimizer.NAdam _ -> 2;
        };
    }

    /// The initial value of the first of them.
    static float firstMoment(Optimizer optimizer) {
        return optimizer instanceof Optimizer.RmsProp ? 1 : 0;
    }

    /// Writes the floats of a trial for `step`, from position `at`.
    static void floats(TrainingPlan plan, int step, float[] hyper, int at) {
        double rate = plan.learningRate(step);
        double decay = plan.regularisation().decoupledDecay();
        if (plan.optimizer() instanceof Optimizer.AdamW adamW) {
            decay += adamW.weightDecay();
        }
        hyper[at + RATE] = (float) rate;
        hyper[at + L2] = (float) plan.regularisation().l2();
        hyper[at + SHRINK] = (float) (1 - rate * decay);
        hyper[at + ACTIVE] = 1;
        hyper[at + CLIP_NORM] = (float) plan.clipNorm().orElse(Double.POSITIVE_INFINITY);
        hyper[at + SMOOTHING] = (float) plan.regularisation().labelSmoothing();
        hyper[at + DROPOUT_SCALE] = (float) (1 / (1 - plan.regularisation().dropout()));
        own(plan.optimizer(), rate, step, hyper, at + OPTIMIZER);
    }

    /// Writes the longs of a trial: dropout's threshold out of 2^53, its seed, the step.
    static void longs(TrainingPlan plan, int step, long[] dropout, int at) {
        dropout[at] = (long) (plan.regularisation().dropout() * 0x1p53);
        dropout[at + 1] = SeededRandom.of(plan.seed(), DROPOUT).nextLong();
        dropout[at + 2] = step;
    }

    private static void own(Optimizer optimizer, double rate, int step, float[] hyper, int at) {
        switch (optimizer) {
            case Optimizer.Sgd _ -> {}
            case Optimizer.Momentum m -> put(hyper, at, m.momentum(), 0, 1);
            case Optimizer.Nesterov m -> put(hyper, at, m.momentum(), 1, m.momentum());
            case Optimizer.RmsProp r ->
                    put(hyper, at, r.decay(), 1 - r.decay(), r.momentum(), r.epsilon());
            case Optimizer.Adam a ->
                    adam(a.beta1(), a.beta2(), a.epsilon(), false, rate, step, hyper, at);
            case Optimizer.AdamW a ->
                    adam(a.beta1(), a.beta2(), a.epsilon(), false, rate, step, hyper, at);
            case Optimizer.NAdam a ->
                    adam(a.beta1(), a.beta2(), a.epsilon(), true, rate, step, hyper, at);
        }
    }

    /// The bias corrections of both moments are factors of the rate and of epsilon: `w - r b m /
    /// (sqrt(v) + e)` with `b = sqrt(1 - beta2^t) / (1 - beta1^t)`, and for Adam `e = epsilon
    /// sqrt(1 - beta2^t)`.
    private static void adam(
            double beta1,
            double beta2,
            double epsilon,
            boolean ahead,
            double rate,
            int step,
            float[] hyper,
            int at) {
        double root = Math.sqrt(1 - StrictMath.pow(beta2, step));
        double correction = root / (1 - StrictMath.pow(beta1, step));
        hyper[at - OPTIMIZER + RATE] = (float) ((float) rate * correction);
        double floor = Math.max(Float.MIN_NORMAL, ahead ? epsilon : epsilon * root);
        double carried = ahead ? beta1 : 1;
        put(hyper, at, beta1, beta2, 1 - beta2, carried, ahead ? 1 - beta1 : 0, floor);
    }

    private static void put(float[] hyper, int at, double... values) {
        for (int i = 0; i < values.length; i++) {
            hyper[at + i] = (float) values[i];
        }
    }
}
