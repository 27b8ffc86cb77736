package io.tunebook.server.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// Listed for the help only: the launcher runs the benchmarks, which are in the module `bench`.
@Command(
        name = "bench",
        description =
                "Measure Tunebook on this machine, each figure beside its limit or a peer measured in the same run.")
final class BenchCommand implements Runnable {
    @Unmatched private final List<String> arguments = new ArrayList<>();

    @Override
    public void run() {
        throw new StartupException(
                "the distribution has no benchmarks: run ./tunebook bench %s in a checkout of the sources"
                        .formatted(String.join(" ", arguments)));
    }
}
