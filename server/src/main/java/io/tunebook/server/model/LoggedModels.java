package io.tunebook.server.model;

import io.tunebook.events.Event;
import io.tunebook.events.ModelOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// The logged models, as of a position.
///
/// @param links the models that runs have made and used, by run
public record LoggedModels(PMap<String, LoggedModel> byId, PMap<String, Links> links) {
    static final LoggedModels EMPTY = new LoggedModels(HashTreePMap.empty(), HashTreePMap.empty());

    /// The models of one run.
    ///
    /// @param outputs the models that it has made
    /// @param inputs the ids of the models that it has used
    public record Links(PVector<ModelOutput> outputs, PVector<String> inputs) {
        static final Links NONE = new Links(TreePVector.empty(), TreePVector.empty());

        public boolean isEmpty() {
            return outputs.isEmpty() && inputs.isEmpty();
        }
    }

    public @Nullable LoggedModel get(String id) {
        return byId.get(id);
    }

    public Links linksOf(String run) {
        return links.getOrDefault(run, Links.NONE);
    }

    /// The models that a run has made, without the deleted ones.
    public List<LoggedModel> madeBy(String run) {
        return byId.values().stream()
                .filter(m -> run.equals(m.facts().run()) && !m.deleted())
                .sorted(java.util.Comparator.comparing(LoggedModel::id))
                .toList();
    }

    LoggedModels with(LoggedModel model) {
        return new LoggedModels(byId.plus(model.id(), model), links);
    }

    LoggedModels with(Event.RunModelsLogged e) {
        Links before = linksOf(e.run());
        Links next =
                new Links(
                        before.outputs().plusAll(e.outputs()), before.inputs().plusAll(e.inputs()));
        return new LoggedModels(byId, links.plus(e.run(), next));
    }

    LoggedModels toTransient() {
        return new LoggedModels(TransientMap.of(byId), TransientMap.of(links));
    }

    LoggedModels toPersistent() {
        return new LoggedModels(TransientMap.done(byId), TransientMap.done(links));
    }
}
