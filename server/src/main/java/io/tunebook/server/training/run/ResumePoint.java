package io.tunebook.server.training.run;

import io.tunebook.kernels.TrainingCheckpoint;

/// The point from which an interrupted trial resumes.
///
/// @param seconds of training up to there
record ResumePoint(TrainingCheckpoint checkpoint, double seconds) {}
