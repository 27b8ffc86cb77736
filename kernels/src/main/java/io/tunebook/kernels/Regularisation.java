package io.tunebook.kernels;

/// The regularisation of a training.
///
/// @param l2 added to each weight's gradient as `l2 w` after clipping (PyTorch's `weight_decay`);
///   biases are exempt
/// @param decoupledDecay each weight is multiplied by `1 - r decoupledDecay` before the optimizer's
///   step, `r` the step's learning rate (Loshchilov and Hutter, *Decoupled weight decay
///   regularization*, 2019); biases are exempt. With [Optimizer.Adam] this is AdamW
/// @param dropout the probability that a hidden unit is set to 0 in a training step; the others are
///   multiplied by `1 / (1 - dropout)` (Srivastava et al. 2014, inverted). Evaluations use no
///   dropout
/// @param labelSmoothing the share of the target that is spread evenly over all classes in the
///   training loss (Szegedy et al. 2016). Evaluations measure the plain cross-entropy
public record Regularisation(
        double l2, double decoupledDecay, double dropout, double labelSmoothing) {

    public static final Regularisation NONE = new Regularisation(0, 0, 0, 0);

    public Regularisation {
        Check.notNegative("l2", l2);
        Check.notNegative("decoupled decay", decoupledDecay);
        Check.belowOne("dropout", dropout);
        Check.belowOne("label smoothing", labelSmoothing);
    }
}
