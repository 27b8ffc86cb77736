package io.tunebook.server.model;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Event.StudyCreated;
import io.tunebook.events.Event.StudyExtended;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.Value;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// A set of configurations that are run and analysed together.
///
/// @param facts the study as created, with the space and the number of trials of its last extension
/// @param trials the ids of its trials, by number
/// @param abandoned the ids of those that were abandoned, in that order; none for tracked runs
/// @param earlier the spaces before its bounds were widened, the oldest first
/// @param running how many of its runs have not ended, for a study of tracked runs
public record Study(
        StudyCreated facts,
        Stamp created,
        State state,
        PVector<String> trials,
        PVector<String> abandoned,
        PVector<SearchSpace> earlier,
        int running) {
    public static final int MAX_TRIALS = 100_000;

    public enum State {
        CREATED,
        RUNNING,
        STOPPED,
        FINISHED
    }

    static Study of(StudyCreated facts, Stamp created) {
        return new Study(
                facts,
                created,
                State.CREATED,
                TreePVector.empty(),
                TreePVector.empty(),
                TreePVector.empty(),
                0);
    }

    public String id() {
        return facts.study();
    }

    Study withState(State next) {
        return new Study(facts, created, next, trials, abandoned, earlier, running);
    }

    Study withTrial(String trial) {
        return new Study(facts, created, state, trials.plus(trial), abandoned, earlier, running);
    }

    Study withAbandoned(String trial) {
        return new Study(facts, created, state, trials, abandoned.plus(trial), earlier, running);
    }

    /// A finished study can be started again; a running one continues.
    Study extended(StudyExtended e) {
        StudyCreated wider = sized(e.space(), e.trials());
        return new Study(
                wider,
                created,
                state == State.FINISHED ? State.STOPPED : state,
                trials,
                abandoned,
                e.space().equals(facts.space()) ? earlier : earlier.plus(facts.space()),
                running);
    }

    /// Whether its trials are the runs of a tracked experiment.
    public boolean isTracked() {
        return facts.algorithm().kind() == Algorithm.Kind.TRACKED;
    }

    /// A copy without this tracked trial.
    Study withoutTrial(String trial) {
        return new Study(facts, created, state, trials.minus(trial), abandoned, earlier, running)
                .tracking(null);
    }

    /// A copy with one more tracked trial; the planned number of trials is the current one.
    ///
    /// @param trial null for none
    Study tracking(@Nullable String trial) {
        PVector<String> all = trial == null ? trials : trials.plus(trial);
        int size = Math.clamp(all.size(), 1, MAX_TRIALS);
        if (trial == null && size == facts.trials()) {
            return this;
        }
        return new Study(
                sized(facts.space(), size), created, state, all, abandoned, earlier, running);
    }

    /// A copy in which so many more tracked runs have not ended: it runs while one of them does.
    Study runningMore(int more) {
        int now = running + more;
        State next =
                state == State.RUNNING || state == State.FINISHED
                        ? now > 0 ? State.RUNNING : State.FINISHED
                        : state;
        return more == 0 && next == state
                ? this
                : new Study(facts, created, next, trials, abandoned, earlier, now);
    }

    /// A copy over another space, for a study of tracked runs.
    Study withSpace(SearchSpace space) {
        return space.equals(facts.space())
                ? this
                : new Study(
                        sized(space, facts.trials()),
                        created,
                        state,
                        trials,
                        abandoned,
                        earlier,
                        running);
    }

    private StudyCreated sized(SearchSpace space, int size) {
        return new StudyCreated(
                facts.study(),
                facts.round(),
                facts.name(),
                facts.settings(),
                space,
                facts.algorithm(),
                size,
                facts.trainer(),
                facts.reproduction(),
                facts.repeats());
    }

    /// Whether an external program trains its trials.
    public boolean external() {
        return facts.trainer() != Trainer.BUILT_IN;
    }

    /// Whether it reruns known configurations rather than searching (PB-39).
    public boolean isRerun() {
        return facts.algorithm().kind() == Algorithm.Kind.RERUN;
    }

    /// A short name: its scientific settings, else its name. A text is its value alone, such as
    /// `adam`; any other value has its name, such as `width = 32`.
    public String label() {
        return facts.settings().values().isEmpty()
                ? facts.name()
                : facts.settings().values().entrySet().stream()
                        .map(e -> setting(e.getKey(), e.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String setting(String name, Value value) {
        return value instanceof Value.Text ? value.toString() : name + " = " + value;
    }
}
