package io.tunebook.server.cli;

import picocli.CommandLine.Command;

/// Listed for the help only: the launcher runs the benchmarks, which are in the module `bench`.
@Command(
        name = "bench",
        description =
                "Measure Tunebook on this machine, each figure beside its limit or a peer measured in the same run.")
final class BenchCommand implements Runnable {
    @Override
    public void run() {
        throw new StartupException(
                "the distribution has no benchmarks: run ./tunebook bench in a checkout of the sources");
    }
}
