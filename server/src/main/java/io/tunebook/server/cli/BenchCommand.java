package io.tunebook.server.cli;

import picocli.CommandLine.Command;

/// Stands here for the help only: the launcher runs the benchmarks, which are in a module of their
/// own.
@Command(
        name = "bench",
        description =
                "Measure Tunebook on this machine, each figure beside its limit or its peer in the same run.")
final class BenchCommand implements Runnable {
    @Override
    public void run() {
        throw new StartupException(
                "the benchmarks are not part of the distribution: run ./tunebook bench in a checkout of the sources");
    }
}
