package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;

/// A trial of built-in training that an agent has: what it trains, and from where.
///
/// @param position of the log after the lease
/// @param data the line that describes the data's source
/// @param digest of the data
/// @param leaseSeconds the time without a heartbeat after which it is another agent's
/// @param resumes whether there is a checkpoint, from which the training continues
/// @param lastStep the last step whose loss is recorded; 0 for none
/// @param lastEvaluation the step of the last recorded evaluation; 0 for none
public record LeasedTraining(
        long position,
        String trial,
        String study,
        Configuration configuration,
        long seed,
        String data,
        String digest,
        int leaseSeconds,
        boolean resumes,
        long lastStep,
        long lastEvaluation) {}
