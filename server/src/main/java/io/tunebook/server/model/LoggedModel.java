package io.tunebook.server.model;

import io.tunebook.events.Event;
import io.tunebook.events.Event.ModelStatus;
import io.tunebook.events.ModelMetric;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/// A model that a client of MLflow has logged.
///
/// @param metrics its measurements, by [#key]
/// @param files by path
/// @param updated when its status or lifecycle changed, in milliseconds since 1970
public record LoggedModel(
        Event.ModelCreated facts,
        ModelStatus status,
        boolean deleted,
        PMap<String, String> params,
        PMap<String, String> tags,
        PMap<String, Measurement> metrics,
        PMap<String, Event.ModelFileStored> files,
        long updated) {
    /// @param run the run that made it
    public record Measurement(String run, ModelMetric metric) {}

    public static LoggedModel of(Event.ModelCreated e) {
        return new LoggedModel(
                e,
                ModelStatus.PENDING,
                false,
                TreePMap.<String, String>empty().plusAll(e.params()),
                TreePMap.<String, String>empty().plusAll(e.tags()),
                TreePMap.empty(),
                TreePMap.empty(),
                e.time());
    }

    public String id() {
        return facts.model();
    }

    /// Identifies a measurement: of several with this key, the first counts, as in MLflow.
    public static String key(String run, ModelMetric m) {
        return "%s %d %d %s".formatted(run, m.time(), m.step(), m.metric());
    }

    public LoggedModel plus(Event.ModelLogged e) {
        return new LoggedModel(
                facts,
                status,
                deleted,
                params.plusAll(e.params()),
                tags.minusAll(e.removed()).plusAll(e.tags()),
                metrics,
                files,
                updated);
    }

    public LoggedModel changed(Event.ModelChanged e, long time) {
        return new LoggedModel(
                facts,
                e.status() == null ? status : e.status(),
                e.deleted() == null ? deleted : e.deleted(),
                params,
                tags,
                metrics,
                files,
                time);
    }

    LoggedModel plus(Event.ModelMeasured e) {
        PMap<String, Measurement> all = metrics;
        for (ModelMetric m : e.metrics()) {
            String key = key(e.run(), m);
            all = all.containsKey(key) ? all : all.plus(key, new Measurement(e.run(), m));
        }
        return new LoggedModel(facts, status, deleted, params, tags, all, files, updated);
    }

    public LoggedModel with(PMap<String, Event.ModelFileStored> next) {
        return new LoggedModel(facts, status, deleted, params, tags, metrics, next, updated);
    }
}
