package io.tunebook.server.book;

import io.tunebook.events.Event.StudyCreated;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// A set of configurations that are run and analysed together.
///
/// @param trials the ids of its trials, by number
public record Study(StudyCreated facts, Stamp created, State state, PVector<String> trials) {
    public enum State {
        CREATED,
        RUNNING,
        STOPPED,
        FINISHED
    }

    static Study of(StudyCreated facts, Stamp created) {
        return new Study(facts, created, State.CREATED, TreePVector.empty());
    }

    public String id() {
        return facts.study();
    }

    Study in(State next) {
        return new Study(facts, created, next, trials);
    }

    Study plus(String trial) {
        return new Study(facts, created, state, trials.plus(trial));
    }

    /// The short name of what tells it from its siblings: its scientific settings, else its name.
    public String label() {
        return facts.settings().values().isEmpty()
                ? facts.name()
                : String.join(
                        ", ",
                        facts.settings().values().values().stream().map(Object::toString).toList());
    }
}
