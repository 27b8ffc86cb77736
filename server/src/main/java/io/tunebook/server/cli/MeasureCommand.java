package io.tunebook.server.cli;

import io.tunebook.events.Configuration;
import io.tunebook.server.api.http.Json;
import io.tunebook.server.playbook.analysis.BatchSizes;
import io.tunebook.server.playbook.analysis.Stability;
import io.tunebook.server.training.run.DeviceMeasurements;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.UnusableDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Measures on a device for the server that started this process: [DeviceProcess]. The request is
/// on the standard input, the answer is the last line of the standard output.
@Command(name = "measure", description = "Measure on a device for a server.", hidden = true)
final class MeasureCommand implements Callable<Integer> {
    @Mixin private TrainingOptions trainingOptions = new TrainingOptions();
    @Spec private @Nullable CommandSpec spec;

    /// @param probe whether stability is measured, rather than batch sizes
    /// @param data the line that describes the data's source
    record Request(boolean probe, String data, Configuration configuration) {}

    /// @param sweep the batch sizes; null for a probe
    /// @param stability null for a sweep
    /// @param refused why nothing was measured; null when it was
    record Answer(
            @Nullable List<BatchSizes.BatchSizeMeasurement> sweep,
            @Nullable Stability stability,
            @Nullable String refused) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Request request = Json.read(System.in.readAllBytes(), Request.class);
        DeviceMeasurements device =
                DeviceMeasurements.here(trainingOptions.choose(spec.commandLine().getErr()));
        out.println();
        out.println(Json.write(answer(request, device)));
        out.flush();
        return 0;
    }

    private static Answer answer(Request request, DeviceMeasurements device) {
        try {
            StudyData data = StudyData.parse(request.data());
            return request.probe()
                    ? new Answer(null, device.probe(data, request.configuration()), null)
                    : new Answer(device.sweep(data, request.configuration()), null, null);
        } catch (UnusableDataException | IllegalArgumentException e) {
            return new Answer(null, null, String.valueOf(e.getMessage()));
        }
    }
}
