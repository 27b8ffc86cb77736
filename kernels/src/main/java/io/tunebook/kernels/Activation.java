package io.tunebook.kernels;

/// The activation function of a hidden unit with weighted sum `z`.
public enum Activation {
    /// `max(0, z)`.
    RELU,
    /// `tanh(z)`.
    TANH,
    /// `z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2` (Hendrycks and Gimpel, *Gaussian error
    /// linear units*, 2016, in the form without the error function; PyTorch's
    /// `approximate="tanh"`).
    GELU
}
