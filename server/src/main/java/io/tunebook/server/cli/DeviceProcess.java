package io.tunebook.server.cli;

import io.tunebook.events.Configuration;
import io.tunebook.server.api.http.Json;
import io.tunebook.server.playbook.analysis.BatchSizes;
import io.tunebook.server.playbook.analysis.Stability;
import io.tunebook.server.training.run.DeviceMeasurements;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Measures on a device with a driver, each time in a process of its own: a crash of the driver
/// costs a measurement, not the server.
record DeviceProcess(TrainingEnvironment training) implements DeviceMeasurements {
    @Override
    public String description() {
        return training.description();
    }

    @Override
    public List<BatchSizes.BatchSizeMeasurement> sweep(
            StudyData data, Configuration configuration) {
        return Objects.requireNonNull(measured(false, data, configuration).sweep());
    }

    @Override
    public Stability probe(StudyData data, Configuration configuration) {
        return Objects.requireNonNull(measured(true, data, configuration).stability());
    }

    private MeasureCommand.Answer measured(
            boolean probe, StudyData data, Configuration configuration) {
        MeasureCommand.Answer answer;
        try {
            answer = run(new MeasureCommand.Request(probe, data.line(), configuration));
        } catch (IOException e) {
            throw new UncheckedIOException("the process of the measurement cannot be used", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a measurement", e);
        }
        if (answer.refused() != null) {
            throw new IllegalArgumentException(answer.refused());
        }
        return answer;
    }

    private MeasureCommand.Answer run(MeasureCommand.Request request)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(OwnProgram.command(training, "measure"))
                        .redirectError(Redirect.INHERIT)
                        .start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(Json.write(request).getBytes(StandardCharsets.UTF_8));
            }
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        "the process of the measurement ended with status " + status);
            }
            String last = out.strip().lines().reduce("", (_, line) -> line);
            return Json.read(last.getBytes(StandardCharsets.UTF_8), MeasureCommand.Answer.class);
        } finally {
            process.destroyForcibly();
        }
    }
}
