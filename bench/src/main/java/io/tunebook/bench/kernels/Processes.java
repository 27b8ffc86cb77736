package io.tunebook.bench.kernels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs child processes and reads their output.
final class Processes {

    private Processes() {}

    /// The command of a JVM like this one, with other options, that runs [ChildProcess].
    static List<String> java(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ChildProcess.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs a command and returns its standard output without surrounding whitespace.
    static String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new PeerException(
                        command.getFirst()
                                + " exited with status "
                                + status
                                + ": run it by hand to see its error");
            }
            return output.strip();
        } catch (IOException e) {
            throw new PeerException(
                    command.getFirst() + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException("interrupted", e);
        }
    }

    /// Seconds from the start of a process to its end; its output must end with `word`.
    static double seconds(List<String> command, String word) {
        long began = System.nanoTime();
        String output = output(command);
        if (!output.endsWith(word)) {
            throw new PeerException(
                    command.getFirst() + " printed '" + output + "' instead of '" + word + "'");
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
