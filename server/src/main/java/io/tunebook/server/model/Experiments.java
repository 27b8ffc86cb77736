package io.tunebook.server.model;

import io.tunebook.events.Event;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/// The tracked experiments, their runs and their models, as of a position.
///
/// @param names the ids of the experiments, the deleted ones included, by name
/// @param swept the sweeps of files that are not stored again since, by digest
public record Experiments(
        PMap<String, Experiment> byId,
        PMap<String, String> names,
        PMap<String, Run> runs,
        LoggedModels models,
        PMap<String, Stamp> swept) {
    static final Experiments EMPTY =
            new Experiments(
                    HashTreePMap.empty(),
                    TreePMap.empty(),
                    HashTreePMap.empty(),
                    LoggedModels.EMPTY,
                    HashTreePMap.empty());

    public @Nullable Experiment experiment(String id) {
        return byId.get(id);
    }

    public @Nullable Experiment named(String name) {
        String id = names.get(name);
        return id == null ? null : byId.get(id);
    }

    public @Nullable Run run(String id) {
        return runs.get(id);
    }

    /// The experiment's runs by number, the deleted ones included.
    public List<Run> runsOf(Experiment experiment) {
        return experiment.runs().stream().map(id -> Objects.requireNonNull(runs.get(id))).toList();
    }

    /// Whether the run or its experiment is deleted.
    public boolean isDeleted(Run run) {
        Experiment experiment = byId.get(run.experiment());
        return run.deleted() || (experiment != null && experiment.deleted());
    }

    Experiments toTransient() {
        return new Experiments(
                TransientMap.of(byId),
                TransientMap.of(names),
                TransientMap.of(runs),
                models.toTransient(),
                TransientMap.of(swept));
    }

    Experiments toPersistent() {
        return new Experiments(
                TransientMap.done(byId),
                TransientMap.done(names),
                TransientMap.done(runs),
                models.toPersistent(),
                TransientMap.done(swept));
    }

    Experiments withExperiment(Experiment e) {
        Experiment before = byId.get(e.id());
        PMap<String, String> next = names;
        if (before != null && !before.name().equals(e.name())) {
            next = next.minus(before.name());
        }
        return new Experiments(
                byId.plus(e.id(), e), next.plus(e.name(), e.id()), runs, models, swept);
    }

    Experiments withRun(Run run) {
        return new Experiments(byId, names, runs.plus(run.id(), run), models, swept);
    }

    Experiments withModels(LoggedModels next) {
        return new Experiments(byId, names, runs, next, swept);
    }

    Experiments withSwept(Event.FilesSwept e, Stamp stamp) {
        PMap<String, Stamp> next = swept;
        for (String digest : e.digests()) {
            next = next.plus(digest, stamp);
        }
        return new Experiments(byId, names, runs, models, next);
    }

    /// The file is stored, perhaps again after it was swept.
    Experiments withStored(String digest) {
        return swept.containsKey(digest)
                ? new Experiments(byId, names, runs, models, swept.minus(digest))
                : this;
    }
}
