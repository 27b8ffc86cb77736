package io.tunebook.server.training.run;

/// A training neither goes on nor ends when it is asked to.
final class TrialHungException extends RuntimeException {
    TrialHungException(String why) {
        super(why);
    }
}
