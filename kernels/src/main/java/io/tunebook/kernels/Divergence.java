package io.tunebook.kernels;

import java.util.Locale;
import java.util.Optional;

/// The rules that classify a training as diverged: the loss or the gradient norm is not finite; the
/// minibatch loss is above [#MAX_LOSS_RATIO] times the loss of an untrained network
/// ([Loss#ofUntrainedNetwork]); or the network is dead: for [#DEAD_STEPS] consecutive steps the
/// gradient of the first layer's weights has been exactly 0, while the loss is above a tenth of an
/// untrained network's.
///
/// A network is dead when no ReLU of a layer is active, or every tanh is saturated: only the
/// offsets behind that layer still change, and the loss converges to about `ln(classes)`.
public final class Divergence {

    /// The maximum ratio of a loss to the loss of an untrained network.
    public static final double MAX_LOSS_RATIO = 10;

    /// The number of steps without a gradient after which a network is dead.
    public static final int DEAD_STEPS = 100;

    private Divergence() {}

    /// The reason in one sentence, or empty if the training has not diverged.
    ///
    /// @param stepsWithoutGradient the number of consecutive steps, including this one, in which
    ///   the first layer had no gradient
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
