package io.tunebook.server.cli;

import picocli.CommandLine.Command;

/// Stands here for the help only: the launcher runs the tests itself, with Maven.
@Command(
        name = "test",
        description =
                "Checks the format, compiles with warnings as errors, and runs the unit, architecture, HTTP and browser tests.")
final class TestCommand implements Runnable {
    @Override
    public void run() {
        throw new StartupException("run the tests with the launcher, ./tunebook test");
    }
}
