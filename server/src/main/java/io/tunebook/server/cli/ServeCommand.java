package io.tunebook.server.cli;

import io.tunebook.events.log.LogState;
import io.tunebook.server.training.run.TrainingEnvironment;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Serves the dashboard and the API, and trains the running studies.
@Command(
        name = "serve",
        description = "Serve the dashboard and the API on a log, and train its running studies.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();
    @Mixin private Address address = new Address();
    @Mixin private OperatorOptions operator = new OperatorOptions();
    @Mixin private TrainingOptions trainingOptions = new TrainingOptions();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        operator.use();
        var out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        TrainingEnvironment training = trainingOptions.choose(spec.commandLine().getErr());
        Instance instance =
                Instance.start(source, address, training, operator, spec.commandLine().getErr());
        String url = instance.web().publicUrl();
        String local = instance.web().url();
        out.printf(
                "Tunebook at %s%s, log in %s, event %,d, training on %s. Stop with Ctrl-C.%n",
                url,
                url.equals(local) ? "" : " (on this machine %s)".formatted(local),
                source.place(),
                instance.ledger().now().position(),
                training.description());
        out.flush();
        if (instance.ledger().log().state() instanceof LogState.ReadOnly refused) {
            spec.commandLine().getErr().println("tunebook: " + refused.reason().getMessage());
            spec.commandLine().getErr().flush();
        }
        instance.serveUntilStopped();
        return 0;
    }
}
