package io.tunebook.server.training.run;

import io.tunebook.kernels.Checkpoint;

/// From where a trial that was interrupted goes on.
///
/// @param seconds that it had trained up to there
record ResumePoint(Checkpoint checkpoint, double seconds) {}
