package io.tunebook.server.training.run;

/// A training neither makes progress nor ends on request.
final class TrialHungException extends RuntimeException {
    TrialHungException(String why) {
        super(why);
    }
}
