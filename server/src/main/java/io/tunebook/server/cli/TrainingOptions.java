package io.tunebook.server.cli;

import io.tunebook.server.run.Training;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What trials are trained on.
final class TrainingOptions {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "What trains: cpu, tornado (needs TORNADOVM_HOME), or auto, a GPU where there is one and the processor otherwise (default: auto).")
    private String backend = "auto";

    @Option(
            names = "--device",
            paramLabel = "NUMBER_OR_NAME",
            description =
                    "Which of the backend's devices: its number or a part of its name (default: the first).")
    private @Nullable String device;

    Training choose() {
        try {
            return Training.on(backend, Optional.ofNullable(device));
        } catch (IllegalArgumentException e) {
            throw new CannotGoOn(String.valueOf(e.getMessage()));
        }
    }
}
