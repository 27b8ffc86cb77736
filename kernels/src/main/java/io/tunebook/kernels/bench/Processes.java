package io.tunebook.kernels.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Processes that do one thing and say a word.
final class Processes {

    private Processes() {}

    /// A JVM like this one, with other options, that runs [ChildProcess].
    static List<String> java(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ChildProcess.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs a command to its end; its standard output without surrounding space.
    static String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new PeerException(command.getFirst() + " ended with status " + status);
            }
            return said.strip();
        } catch (IOException e) {
            throw new PeerException(command.getFirst() + " could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException("interrupted", e);
        }
    }

    /// Seconds from the start of a process to its end, after it has said what it should.
    static double seconds(List<String> command, String word) {
        long began = System.nanoTime();
        String said = output(command);
        if (!said.endsWith(word)) {
            throw new PeerException(command.getFirst() + " said " + said);
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
