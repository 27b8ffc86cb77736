package io.tunebook.server.cli;

import picocli.CommandLine.Command;

/// Listed for the help only: the launcher runs the tests with Maven.
@Command(
        name = "test",
        description =
                "Check the format, compile with warnings as errors, and run the unit, architecture, HTTP and browser tests.")
final class TestCommand implements Runnable {
    @Override
    public void run() {
        throw new StartupException(
                "the tests need a checkout of the sources: run ./tunebook test there");
    }
}
