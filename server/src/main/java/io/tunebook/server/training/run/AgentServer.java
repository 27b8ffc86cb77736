package io.tunebook.server.training.run;

import io.tunebook.events.Curve;
import io.tunebook.server.ledger.command.Command;
import java.util.Optional;

/// The server as an agent of built-in training sees it. Every call is repeated until the server
/// answers, and is performed once. Thread-safe.
public interface AgentServer {
    /// The trial is no longer this agent's, or has ended: its training is discarded.
    final class LostTrialException extends RuntimeException {
        public LostTrialException(String message) {
            super(message);
        }
    }

    /// No further trial is given to this agent.
    final class DrainedException extends RuntimeException {
        public DrainedException(String message) {
            super(message);
        }
    }

    /// The next trial to train; empty when there is none for now.
    ///
    /// @throws DrainedException when the agent gets no more
    Optional<LeasedTraining> ask();

    /// Renews the lease.
    ///
    /// @throws LostTrialException when the trial is no longer this agent's
    void heartbeat(String trial);

    /// @throws LostTrialException when the trial is no longer this agent's
    void measure(String trial, Curve curve);

    /// Keeps the point from which another agent can continue, instead of the one before.
    ///
    /// @param point as [ResumePoint] is written
    /// @throws LostTrialException when the trial is no longer this agent's
    void keep(String trial, byte[] point);

    /// The kept point.
    byte[] kept(String trial);

    /// Ends the trial.
    ///
    /// @param command one that ends it
    /// @throws LostTrialException when it is no longer this agent's
    void end(Command.OnTrial command);

    /// Stops a study whose trials cannot be trained.
    void stop(String study, String why);

    /// Gives the trial back: another agent continues from the kept point, or begins again.
    void handBack(String trial);
}
