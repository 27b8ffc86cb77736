package io.tunebook.server.training.run;

import io.tunebook.kernels.TrainingCheckpoint;

/// From where a trial that was interrupted goes on.
///
/// @param seconds that it had trained up to there
record ResumePoint(TrainingCheckpoint checkpoint, double seconds) {}
