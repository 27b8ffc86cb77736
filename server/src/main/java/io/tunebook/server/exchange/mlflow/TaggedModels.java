package io.tunebook.server.exchange.mlflow;

import io.tunebook.events.Event;
import io.tunebook.events.Event.ModelStatus;
import io.tunebook.server.model.Experiments;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The models that versions without events of models have logged: model `m-RUN-NUMBER` is described
/// in the tag `mlflow.loggedModel.NUMBER` of its run, and its files are those of the run below
/// `models/NUMBER`.
public final class TaggedModels {
    private static final String TAG = "mlflow.loggedModel.";
    private static final Pattern ID = Pattern.compile("m-([0-9A-Za-z._-]+)-([0-9]+)");
    private static final JsonMapper JSON = new JsonMapper();

    private TaggedModels() {}

    /// The model of this id; null when there is none.
    public static @Nullable LoggedModel find(Experiments tracked, String id) {
        Matcher m = ID.matcher(id);
        Run run = m.matches() ? tracked.run(m.group(1)) : null;
        return run == null ? null : of(run, m.group(2));
    }

    /// The models of a run.
    public static List<LoggedModel> of(Run run) {
        List<LoggedModel> all = new ArrayList<>();
        for (String tag : run.tags().keySet()) {
            LoggedModel model = tag.startsWith(TAG) ? of(run, tag.substring(TAG.length())) : null;
            if (model != null) {
                all.add(model);
            }
        }
        return all;
    }

    /// The folder of the model's files among those of its run; null when it has files of its own.
    public static @Nullable String folder(LoggedModel model) {
        Matcher m = ID.matcher(model.id());
        return m.matches() && m.group(1).equals(model.facts().run())
                ? "models/" + m.group(2)
                : null;
    }

    private static @Nullable LoggedModel of(Run run, String number) {
        String text = run.tags().get(TAG + number);
        try {
            JsonNode facts = text == null ? null : JSON.readTree(text);
            if (facts == null || !facts.isObject() || facts.path("name").asString("").isBlank()) {
                return null;
            }
            Map<String, String> tags = new TreeMap<>();
            facts.path("tags")
                    .properties()
                    .forEach(e -> tags.put(e.getKey(), e.getValue().asString("")));
            String type = facts.path("model_type").asString("");
            LoggedModel model =
                    LoggedModel.of(
                            new Event.ModelCreated(
                                    "m-%s-%s".formatted(run.id(), number),
                                    run.experiment(),
                                    facts.path("name").asString(),
                                    type.isBlank() ? null : type,
                                    run.id(),
                                    facts.path("creation_timestamp_ms").asLong(0),
                                    Map.of(),
                                    tags));
            return model.changed(
                    new Event.ModelChanged(model.id(), status(facts), null),
                    facts.path("last_updated_timestamp_ms").asLong(0));
        } catch (JacksonException e) {
            return null;
        }
    }

    private static ModelStatus status(JsonNode facts) {
        return switch (facts.path("status").asString("")) {
            case "LOGGED_MODEL_READY" -> ModelStatus.READY;
            case "LOGGED_MODEL_UPLOAD_FAILED" -> ModelStatus.FAILED;
            default -> ModelStatus.PENDING;
        };
    }
}
