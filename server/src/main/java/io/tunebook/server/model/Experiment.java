package io.tunebook.server.model;

import io.tunebook.events.Event;
import io.tunebook.events.SearchSpace;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// A set of tracked runs, and the study whose trials they are once it is described.
///
/// @param runs the ids of its runs, by number, the deleted ones included
/// @param parents the ids of the runs that have child runs
/// @param study null until it is described
/// @param space how its parameters are read; empty until it is described
public record Experiment(
        Event.ExperimentCreated facts,
        String name,
        PMap<String, String> tags,
        boolean deleted,
        PVector<String> runs,
        PSet<String> parents,
        @Nullable String study,
        SearchSpace space,
        Stamp created,
        Stamp changed) {
    static Experiment of(Event.ExperimentCreated e, Stamp stamp) {
        return new Experiment(
                e,
                e.name(),
                TreePMap.<String, String>empty().plusAll(e.tags()),
                false,
                TreePVector.empty(),
                HashTreePSet.empty(),
                null,
                new SearchSpace(java.util.List.of()),
                stamp,
                stamp);
    }

    /// An experiment that exists before anything is recorded of it.
    public static Experiment implied(String id, String name) {
        return of(
                new Event.ExperimentCreated(id, name, "mlflow", Map.of()),
                new Stamp(0, Instant.EPOCH, ""));
    }

    public String id() {
        return facts.experiment();
    }

    Experiment changed(Event.ExperimentChanged e, Stamp at) {
        return new Experiment(
                facts,
                e.name() == null ? name : e.name(),
                tags.minusAll(e.removed()).plusAll(e.tags()),
                e.deleted() == null ? deleted : e.deleted(),
                runs,
                parents,
                study,
                space,
                created,
                at);
    }

    Experiment described(Event.ExperimentDescribed e, Stamp at) {
        return new Experiment(
                facts, name, tags, deleted, runs, parents, e.study(), e.space(), created, at);
    }

    Experiment plusRun(String run, @Nullable String parent) {
        return new Experiment(
                facts,
                name,
                tags,
                deleted,
                runs.plus(run),
                parent == null ? parents : parents.plus(parent),
                study,
                space,
                created,
                changed);
    }
}
