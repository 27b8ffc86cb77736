package io.tunebook.server.cli;

import io.tunebook.server.training.run.Training;
import java.time.Duration;
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

    @Option(
            names = "--trial-limit",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description =
                    "The longest that one trial may train; then it is infeasible (default: 86400, a day).")
    private long trialLimit = 86_400;

    Training choose() {
        try {
            return Training.on(backend, Optional.ofNullable(device))
                    .within(Duration.ofSeconds(trialLimit));
        } catch (IllegalArgumentException e) {
            throw new StartupException(String.valueOf(e.getMessage()));
        }
    }
}
