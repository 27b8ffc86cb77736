package io.tunebook.server.cli;

import io.tunebook.server.training.run.TrainingEnvironment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// This program in another process, on the same device: with the virtual machine and the options of
/// this one.
final class OwnProgram {
    private OwnProgram() {}

    /// The command line; further options can follow.
    ///
    /// @param name of the command, which has the options of [TrainingOptions]
    static List<String> command(TrainingEnvironment training, String name) {
        List<String> command = new ArrayList<>(virtualMachine());
        command.addAll(
                List.of(
                        Launcher.class.getName(),
                        name,
                        "--backend",
                        training.name(),
                        "--trial-limit",
                        Long.toString(training.limit().toSeconds())));
        training.chosenDevice().ifPresent(d -> command.addAll(List.of("--device", d)));
        return command;
    }

    /// Java and its options as this process was started with them, also those of argument files.
    private static List<String> virtualMachine() {
        ProcessHandle.Info self = ProcessHandle.current().info();
        String program =
                self.command()
                        .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        List<String> options = new ArrayList<>(List.of(program));
        List<String> arguments = Arrays.asList(self.arguments().orElse(new String[0]));
        int main = arguments.indexOf(Launcher.class.getName());
        if (main >= 0) {
            options.addAll(arguments.subList(0, main));
        } else {
            options.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            options.addAll(List.of("-cp", System.getProperty("java.class.path")));
        }
        return options;
    }
}
