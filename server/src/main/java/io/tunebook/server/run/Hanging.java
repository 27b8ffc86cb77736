package io.tunebook.server.run;

/// A training neither goes on nor ends when it is asked to.
final class Hanging extends RuntimeException {
    Hanging(String why) {
        super(why);
    }
}
