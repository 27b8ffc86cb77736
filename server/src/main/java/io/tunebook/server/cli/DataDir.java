package io.tunebook.server.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the log is.
final class DataDir {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "tunebook-data",
            description = "The folder of the log (default: ./tunebook-data).")
    Path path = Path.of("tunebook-data");
}
