package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.Event;
import io.tunebook.events.ModelMetric;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.LoggedModel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The rules on logged models: parameters never change, and a retry changes nothing.
record DecideModel(Book book) {

    CommandDecision decide(Command.OnModel command) {
        LoggedModel model = book.tracked().models().get(command.model());
        if (command instanceof Command.CreateModel c) {
            return model == null ? create(c) : Accepted.of();
        }
        return model == null ? unknown("model", command.model()) : existing(model, command);
    }

    private CommandDecision existing(LoggedModel model, Command.OnModel command) {
        return switch (command) {
            case Command.CreateModel _ -> Accepted.of();
            case Command.LogModel c -> log(model, c);
            case Command.ChangeModel c ->
                    (c.status() == null || c.status() == model.status())
                                    && (c.deleted() == null || c.deleted() == model.deleted())
                            ? Accepted.of()
                            : Accepted.of(
                                    new Event.ModelChanged(c.model(), c.status(), c.deleted()));
            case Command.MeasureModel c -> measure(model, c);
            case Command.StoreModelFile c -> {
                var stored = new Event.ModelFileStored(c.model(), c.path(), c.bytes(), c.digest());
                boolean repeated =
                        !book.tracked().swept().containsKey(c.digest())
                                && stored.equals(model.files().get(c.path()));
                CommandDecision exceeded =
                        model.files().containsKey(c.path())
                                ? null
                                : RunLimits.exceeded(
                                        "model",
                                        model.id(),
                                        "files",
                                        model.files().size() + 1,
                                        RunLimits.MAX_FILES);
                yield exceeded != null ? exceeded : repeated ? Accepted.of() : Accepted.of(stored);
            }
            case Command.RemoveModelFile c ->
                    model.files().containsKey(c.path())
                            ? Accepted.of(new Event.ModelFileRemoved(c.model(), c.path()))
                            : Accepted.of();
        };
    }

    private CommandDecision create(Command.CreateModel c) {
        Experiment experiment = book.tracked().experiment(c.experiment());
        if (experiment == null) {
            return unknown("experiment", c.experiment());
        }
        if (experiment.deleted()) {
            return rejected(
                    "The experiment %s must be in the 'active' state. Current state is deleted."
                            .formatted(c.experiment()));
        }
        CommandDecision exceeded = exceeded(c.model(), Map.of(), c.params(), Map.of(), c.tags());
        if (exceeded != null) {
            return exceeded;
        }
        return Accepted.of(
                new Event.ModelCreated(
                        c.model(),
                        c.experiment(),
                        c.name(),
                        c.type(),
                        c.run(),
                        c.time(),
                        c.params(),
                        c.tags()));
    }

    private static @Nullable CommandDecision exceeded(
            String id,
            Map<String, String> params,
            Map<String, String> moreParams,
            Map<String, String> tags,
            Map<String, String> moreTags) {
        CommandDecision first = RunLimits.exceeded("model", id, "params", params, moreParams);
        return first != null ? first : RunLimits.exceeded("model", id, "tags", tags, moreTags);
    }

    private static CommandDecision log(LoggedModel model, Command.LogModel c) {
        CommandDecision exceeded =
                exceeded(model.id(), model.params(), c.params(), model.tags(), c.tags());
        if (exceeded != null) {
            return exceeded;
        }
        Map<String, String> params = new HashMap<>();
        for (Map.Entry<String, String> e : c.params().entrySet()) {
            String before = model.params().get(e.getKey());
            if (before == null) {
                params.put(e.getKey(), e.getValue());
            } else if (!before.equals(e.getValue())) {
                return rejected(
                        "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for model ID='%s'. Attempted logging new value '%s'."
                                .formatted(e.getKey(), before, model.id(), e.getValue()));
            }
        }
        Map<String, String> tags = new HashMap<>(c.tags());
        tags.entrySet().removeIf(e -> Objects.equals(e.getValue(), model.tags().get(e.getKey())));
        List<String> removed = c.removed().stream().filter(model.tags()::containsKey).toList();
        return params.isEmpty() && tags.isEmpty() && removed.isEmpty()
                ? Accepted.of()
                : Accepted.of(new Event.ModelLogged(c.model(), params, tags, removed));
    }

    private static CommandDecision measure(LoggedModel model, Command.MeasureModel c) {
        Map<String, ModelMetric> fresh = new LinkedHashMap<>();
        for (ModelMetric m : c.metrics()) {
            String key = LoggedModel.key(c.run(), m);
            if (!model.metrics().containsKey(key)) {
                fresh.putIfAbsent(key, m);
            }
        }
        if (fresh.isEmpty()) {
            return Accepted.of();
        }
        CommandDecision exceeded = RunLimits.exceeded(model, fresh.values());
        return exceeded != null
                ? exceeded
                : Accepted.of(
                        new Event.ModelMeasured(c.model(), c.run(), List.copyOf(fresh.values())));
    }
}
