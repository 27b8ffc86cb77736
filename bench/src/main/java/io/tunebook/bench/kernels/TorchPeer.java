package io.tunebook.bench.kernels;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// PyTorch in a child process that answers one line per request. The environment variable `PYTHON`
/// names the Python command; the default is `python3`.
final class TorchPeer implements AutoCloseable {

    /// Microseconds for one step.
    record Answer(double wall, double cpu) {}

    private final Path script;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;
    private final String version;

    TorchPeer() {
        try {
            script = unpack();
            process = start(List.of(python(), script.toString()));
            requests =
                    new BufferedWriter(
                            new OutputStreamWriter(
                                    process.getOutputStream(), StandardCharsets.UTF_8));
            answers = reader(process);
            version = answers.readLine();
        } catch (IOException e) {
            throw new PeerException("Python cannot be started: " + e.getMessage(), e);
        }
        if (version == null || !version.startsWith("torch ")) {
            close();
            throw new PeerException(
                    python()
                            + " has no PyTorch: run pip install torch, or set PYTHON to a Python that has it");
        }
    }

    static String python() {
        return Optional.ofNullable(System.getenv("PYTHON")).orElse("python3");
    }

    /// The version as PyTorch reports it: `torch 2.13.0`.
    String version() {
        return String.valueOf(version);
    }

    /// Seconds from the start of a process to the end of its first step.
    double secondsToFirstStep() {
        return Processes.seconds(List.of(python(), script.toString(), "once"), "stepped");
    }

    Answer ask(String work, double seconds, String keys) {
        try {
            requests.write(work + " " + seconds + " " + keys + "\n");
            requests.flush();
            String answer = answers.readLine();
            if (answer == null || answer.startsWith("error")) {
                throw new PeerException("PyTorch failed at '" + work + " " + keys + "': " + answer);
            }
            int space = answer.indexOf(' ');
            return new Answer(
                    Double.parseDouble(answer.substring(0, space)),
                    Double.parseDouble(answer.substring(space + 1)));
        } catch (IOException e) {
            throw new PeerException("PyTorch does not respond: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Files.deleteIfExists(script);
        } catch (IOException e) {
            script.toFile().deleteOnExit();
        }
    }

    private static Path unpack() throws IOException {
        Path file = Files.createTempFile("tunebook-peer", ".py");
        try (InputStream resource = TorchPeer.class.getResourceAsStream("peer.py")) {
            if (resource == null) {
                throw new IOException("peer.py is missing from the program");
            }
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
