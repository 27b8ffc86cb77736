package io.tunebook.kernels;

import java.util.Locale;
import java.util.Optional;

/// The rule by which a training counts as diverged: its loss or its gradient norm is not a finite
/// number, or its minibatch loss is above [#LIMIT] times the loss of guessing, `ln(classes)`.
public final class Divergence {

    /// How many times the loss of guessing is too much.
    public static final double LIMIT = 10;

    private Divergence() {}

    /// The reason in one sentence, or empty while all is well.
    public static Optional<String> reason(StepMeasured measured, int classes) {
        double limit = LIMIT * StrictMath.log(classes);
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
                            "The training loss rose to %.3g at step %d, above %.3g (%.0f times the loss of guessing).",
                            measured.loss(),
                            measured.step(),
                            limit,
                            LIMIT));
        }
        return Optional.empty();
    }
}
