package io.tunebook.kernels;

/// The metrics of one step. NaN and infinities are reported unchanged.
///
/// @param step from 1
/// @param loss mean loss of the step's minibatch, cross-entropy in nats, before the update, with
///   label smoothing and dropout if any
/// @param gradientNorm L2 norm of that loss's gradient over all parameters, before clipping and
///   without L2 (PB-61)
/// @param learningRate of this step's update
public record StepMetrics(int step, double loss, double gradientNorm, double learningRate) {}
