package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Evaluation;

/// The sums of one evaluation of several trials.
///
/// @param seen on a sample of the training set of `seenRows` rows
/// @param unseen on the validation set of `unseenRows` rows
record Evaluations(
        DeviceProgram.EvaluationSums seen,
        DeviceProgram.EvaluationSums unseen,
        int seenRows,
        int unseenRows) {

    OfTrial of(int row) {
        return new OfTrial(
                (double) seen.wrong()[row] / seenRows,
                seen.losses()[row] / seenRows,
                (double) unseen.wrong()[row] / unseenRows,
                unseen.losses()[row] / unseenRows);
    }

    /// Errors and losses of one trial.
    record OfTrial(
            double trainingError,
            double trainingLoss,
            double validationError,
            double validationLoss) {

        Evaluation at(int step) {
            return new Evaluation(
                    step, trainingError, trainingLoss, validationError, validationLoss);
        }
    }
}
