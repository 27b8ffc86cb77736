package io.tunebook.kernels;

import java.util.Locale;
import java.util.Optional;

/// The rules by which a training counts as diverged: its loss or its gradient norm is not a finite
/// number; its minibatch loss is above [#MAX_LOSS_RATIO] times that of an untrained network
/// ([Loss#ofUntrainedNetwork]); or its network is dead: for [#DEAD_STEPS] steps on end no row of
/// any minibatch has had a gradient by the weights of the first layer other than exactly 0, while
/// the loss is above a tenth of an untrained network's.
///
/// The last happens when no ReLU of a layer fires any more, or when every tanh has come to its very
/// end: only the offsets behind it stepsWithoutGradient move, and the loss comes to rest near
/// `ln(classes)`.
public final class Divergence {

    /// How many times the loss of an untrained network is too much.
    public static final double MAX_LOSS_RATIO = 10;

    /// After how many steps without a gradient a network counts as dead.
    public static final int DEAD_STEPS = 100;

    private Divergence() {}

    /// The reason in one sentence, or empty while all is well.
    ///
    /// @param stepsWithoutGradient for how many steps, this one included, the first layer has had
    ///   no gradient
    public static Optional<String> reason(
            StepMetrics measured, Loss loss, int classes, int stepsWithoutGradient) {
        double untrained = loss.ofUntrainedNetwork(classes);
        double limit = MAX_LOSS_RATIO * untrained;
        if (!Double.isFinite(measured.loss())) {
            return Optional.of(
                    "The training loss is "
                            + measured.loss()
                            + " at step "
                            + measured.step()
                            + ".");
        }
        if (!Double.isFinite(measured.gradientNorm())) {
            return Optional.of(
                    "The gradient norm is "
                            + measured.gradientNorm()
                            + " at step "
                            + measured.step()
                            + ".");
        }
        if (measured.loss() > limit) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "The training loss rose to %.3g at step %d, above %.3g (%.0f times the loss of %s).",
                            measured.loss(),
                            measured.step(),
                            limit,
                            MAX_LOSS_RATIO,
                            loss == Loss.CROSS_ENTROPY ? "guessing" : "an untrained network"));
        }
        if (stepsWithoutGradient >= DEAD_STEPS && measured.loss() > 0.1 * untrained) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "The network is dead: up to step %d the gradient of its first layer has been exactly 0 for %d steps, at a loss of %.3g.",
                            measured.step(),
                            stepsWithoutGradient,
                            measured.loss()));
        }
        return Optional.empty();
    }
}
