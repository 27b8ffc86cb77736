package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Event;
import io.tunebook.events.Event.ModelStatus;
import io.tunebook.events.ModelMetric;
import io.tunebook.events.ModelOutput;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.LoggedModel;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The only entry point for logged models. Each call is one atomic, durable append, and repeating
/// it changes nothing. Thread-safe.
///
/// All methods throw [io.tunebook.server.ledger.RejectedCommand] when a rule rejects the command.
public final class ModelTracking {
    private final Ledger ledger;
    private final Tracking tracking;

    public ModelTracking(Ledger ledger, Tracking tracking) {
        this.ledger = ledger;
        this.tracking = tracking;
    }

    /// @param type the kind of model, null when unknown
    /// @param run the run that made it, null when there is none
    /// @return its id: `m-` and 32 hexadecimal digits
    public String create(
            String experiment,
            String name,
            @Nullable String type,
            @Nullable String run,
            Map<String, String> params,
            Map<String, String> tags,
            String actor) {
        if (experiment.equals(Tracking.DEFAULT)) {
            tracking.ensureDefault("mlflow", actor);
        }
        String id = "m-" + UUID.randomUUID().toString().replace("-", "");
        long now = System.currentTimeMillis();
        ledger.perform(
                new Command.CreateModel(id, experiment, name, type, run, now, params, tags), actor);
        return id;
    }

    /// Records a model of the tags of a run ([io.tunebook.server.exchange.mlflow.TaggedModels]), so
    /// that it can change. A recorded model stays as it is.
    public void adopt(LoggedModel model, String actor) {
        Event.ModelCreated e = model.facts();
        if (tracking.now().models().get(model.id()) == null) {
            ledger.perform(
                    new Command.CreateModel(
                            e.model(),
                            e.experiment(),
                            e.name(),
                            e.type(),
                            e.run(),
                            e.time(),
                            e.params(),
                            e.tags()),
                    actor);
            change(model.id(), model.status(), null, actor);
        }
    }

    /// @param removed the keys of the tags that are removed
    public void log(
            String model,
            Map<String, String> params,
            Map<String, String> tags,
            List<String> removed,
            String actor) {
        ledger.perform(new Command.LogModel(model, params, tags, removed), actor);
    }

    /// @param status null for no change
    /// @param deleted null for no change
    public void change(
            String model, @Nullable ModelStatus status, @Nullable Boolean deleted, String actor) {
        ledger.perform(new Command.ChangeModel(model, status, deleted), actor);
    }

    /// @param run the run that made the measurements
    public void measure(String model, String run, List<ModelMetric> metrics, String actor) {
        ledger.perform(new Command.MeasureModel(model, run, metrics), actor);
    }

    /// @param outputs models that the run has made
    /// @param inputs the ids of models that it has used
    public void link(String run, List<ModelOutput> outputs, List<String> inputs, String actor) {
        ledger.perform(new Command.LinkModels(run, outputs, inputs), actor);
    }

    /// @param digest SHA-256 of the file, in hex
    public void storeFile(String model, String path, long bytes, String digest, String actor) {
        ledger.perform(new Command.StoreModelFile(model, path, bytes, digest), actor);
    }

    public void removeFile(String model, String path, String actor) {
        ledger.perform(new Command.RemoveModelFile(model, path), actor);
    }
}
