package io.tunebook.server.exchange.tracking;

import io.tunebook.server.ledger.command.Command;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tags in which MLflow's clients store a run's name, parent run and program, for which a run
/// has fields. They are stored as tags as well, since clients read them back.
public final class MlflowTags {
    public static final String NAME = "mlflow.runName";
    public static final String PARENT = "mlflow.parentRunId";
    public static final String PROGRAM = "mlflow.source.name";

    private MlflowTags() {}

    /// The command with the parent and the program from its tags; its own fields take precedence.
    static Command.CreateRun translated(Command.CreateRun c) {
        return new Command.CreateRun(
                c.run(),
                c.experiment(),
                c.name(),
                c.parent() == null ? c.tags().get(PARENT) : c.parent(),
                c.program() == null ? c.tags().get(PROGRAM) : c.program(),
                c.user(),
                c.startTime(),
                c.tags());
    }

    /// The same for tags that are logged later. Removing the tag of the parent or the program
    /// removes the field; the name stays.
    static Command.LogRun translated(Command.LogRun c) {
        return new Command.LogRun(
                c.run(),
                c.name() == null ? c.tags().get(NAME) : c.name(),
                c.parent() == null ? changed(c.tags(), c.removed(), PARENT) : c.parent(),
                c.program() == null ? changed(c.tags(), c.removed(), PROGRAM) : c.program(),
                c.params(),
                c.tags(),
                c.removed(),
                c.measurements());
    }

    /// The same for a run that is recorded completely.
    static Command.RecordRun translated(Command.RecordRun c) {
        return new Command.RecordRun(translated(c.start()), translated(c.log()), c.end());
    }

    /// The tags of a new name; none when the name does not change.
    public static Map<String, String> ofName(@Nullable String name) {
        return name == null ? Map.of() : Map.of(NAME, name);
    }

    private static @Nullable String changed(
            Map<String, String> tags, List<String> removed, String key) {
        String set = tags.get(key);
        return set == null && removed.contains(key) ? "" : set;
    }
}
