package io.tunebook.server.cli;

import picocli.CommandLine.Command;

/// Listed for the help only: the launcher packages with Maven.
@Command(
        name = "package",
        description =
                "Build one jar with everything, its bill of materials (CycloneDX), and an archive of both.")
final class PackageCommand implements Runnable {
    @Override
    public void run() {
        throw new StartupException(
                "packaging needs a checkout of the sources: run ./tunebook package there");
    }
}
