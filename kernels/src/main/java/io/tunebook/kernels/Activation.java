package io.tunebook.kernels;

/// What a hidden unit does with its weighted sum `z`.
public enum Activation {
    /// `max(0, z)`.
    RELU,
    /// `tanh(z)`.
    TANH
}
