package io.tunebook.bench;

import io.tunebook.server.cli.ErrorLines;
import picocli.CommandLine;

/// Runs `./tunebook bench`. Exits with 0 when every figure meets its bar, 1 when one misses it, 2
/// for wrong usage.
public final class Main {
    private Main() {}

    /// @param args the arguments after `bench`
    public static void main(String[] args) {
        System.exit(
                ErrorLines.on(new CommandLine(new BenchCommand()))
                        .setCommandName("tunebook bench")
                        .execute(args));
    }
}
