package io.tunebook.server.cli;

import io.tunebook.server.training.run.TrainingEnvironment;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The device that trains, and the time limit of a trial.
final class TrainingOptions {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "Backend: cpu, tornado (needs TORNADOVM_HOME), or auto, a GPU if there is one, else the CPU (default: auto).")
    private String backend = "auto";

    @Option(
            names = "--device",
            paramLabel = "NUMBER_OR_NAME",
            description =
                    "Device of the backend: its number or a part of its name; doctor lists them (default: the first).")
    private @Nullable String device;

    @Option(
            names = "--trial-limit",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description =
                    "Longest training of one trial; after it the trial is infeasible (default: 86400, a day).")
    private long trialLimit = 86_400;

    /// The chosen backend, whose device is there; prints why `auto` could not use an accelerator.
    ///
    /// @throws StartupException when there is no such backend or device
    TrainingEnvironment choose(PrintWriter err) {
        TrainingEnvironment chosen = chosen();
        for (String why : chosen.skipped()) {
            err.printf("tunebook: trains on the CPU: %s%n", why);
        }
        err.flush();
        return chosen;
    }

    private TrainingEnvironment chosen() {
        try {
            return TrainingEnvironment.on(backend, Optional.ofNullable(device))
                    .withTimeout(Duration.ofSeconds(trialLimit));
        } catch (IllegalArgumentException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
    }
}
