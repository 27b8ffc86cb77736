package io.tunebook.server.cli;

import picocli.CommandLine.Command;

/// Stands here for the help only: the launcher packages by itself, with Maven.
@Command(
        name = "package",
        description =
                "Makes one jar that holds everything, its bill of materials (CycloneDX), and an archive of both.")
final class PackageCommand implements Runnable {
    @Override
    public void run() {
        throw new StartupException("package in a checkout, with the launcher: ./tunebook package");
    }
}
