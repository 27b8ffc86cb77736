package io.tunebook.kernels;

/// The error and loss of a network after a step's update (PB-28).
///
/// Errors are the share of rows whose largest logit is not the label's, from 0 to 1; losses are the
/// mean of the plan's [Loss] (cross-entropy in nats) without label smoothing or dropout.
///
/// @param step the last completed step
/// @param trainingError on a fixed sample of the training set: up to 1,000 rows, the same for every
///   training
/// @param validationError on the whole validation set
public record Evaluation(
        int step,
        double trainingError,
        double trainingLoss,
        double validationError,
        double validationLoss) {}
