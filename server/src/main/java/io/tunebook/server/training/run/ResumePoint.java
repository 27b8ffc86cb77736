package io.tunebook.server.training.run;

import io.tunebook.kernels.TrainingCheckpoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// The point from which an interrupted trial resumes.
///
/// @param seconds of training up to there
record ResumePoint(TrainingCheckpoint checkpoint, double seconds) {
    void write(DataOutputStream out) throws IOException {
        out.writeDouble(seconds);
        checkpoint.write(out);
    }

    /// @throws IOException when it is damaged
    static ResumePoint read(DataInputStream in) throws IOException {
        double seconds = in.readDouble();
        return new ResumePoint(TrainingCheckpoint.read(in), seconds);
    }
}
