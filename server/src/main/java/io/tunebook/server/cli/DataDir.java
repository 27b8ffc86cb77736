package io.tunebook.server.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The folder of the log.
final class DataDir {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "tunebook-data",
            description = "Folder of the log (default: ./tunebook-data).")
    Path path = Path.of("tunebook-data");
}
