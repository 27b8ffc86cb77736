package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the names of columns mean in the tables of the programs that people use.
final class CsvNames {
    /// Names that determine a role, better ones first.
    static final Map<Role, List<String>> ROLES =
            Map.of(
                    Role.NAME,
                    List.of(
                            "name",
                            "run name",
                            "run_name",
                            "run",
                            "tags.mlflow.runname",
                            "trial",
                            "trial_name"),
                    Role.ID,
                    List.of("run_id", "run id", "trial_id", "trial id", "id", "number"),
                    Role.STATUS,
                    List.of("state", "status"),
                    Role.USER,
                    List.of("user", "user_id"),
                    Role.START,
                    List.of(
                            "created",
                            "start_time",
                            "start time",
                            "datetime_start",
                            "started",
                            "created_at",
                            "created at",
                            "started_at"),
                    Role.END,
                    List.of(
                            "end_time",
                            "end time",
                            "datetime_complete",
                            "ended",
                            "finished_at",
                            "ended_at"),
                    Role.SECONDS,
                    List.of("runtime", "duration", "seconds"),
                    Role.STEP,
                    List.of(
                            "step",
                            "_step",
                            "global_step",
                            "trainer/global_step",
                            "training_iteration",
                            "iteration",
                            "iter",
                            "epoch",
                            "time/total_timesteps",
                            "total_timesteps",
                            "timesteps_total",
                            "iterations",
                            "epochs completed"));

    /// Prefixes of column names that determine a role; longer ones before their own prefixes.
    private static final List<Map.Entry<String, Role>> PREFIXES =
            List.of(
                    Map.entry("metrics.", Role.METRIC),
                    Map.entry("metrics/", Role.METRIC),
                    Map.entry("summary.", Role.METRIC),
                    Map.entry("params.", Role.PARAM),
                    Map.entry("params_", Role.PARAM),
                    Map.entry("params/", Role.PARAM),
                    Map.entry("config.", Role.PARAM),
                    Map.entry("config/", Role.PARAM),
                    Map.entry("hparams/", Role.PARAM),
                    Map.entry("tags.", Role.TAG),
                    Map.entry("user_attrs_", Role.TAG),
                    Map.entry("system_attrs_", Role.TAG));

    private static final Set<String> TAGS =
            Set.of(
                    "notes",
                    "note",
                    "tags",
                    "sweep",
                    "group",
                    "job type",
                    "commit",
                    "project",
                    "round",
                    "study",
                    "reason",
                    "backend",
                    "device",
                    "steps",
                    "best_step",
                    "duration",
                    "runtime",
                    "source",
                    "source type",
                    "source name",
                    "source version",
                    "version",
                    "experiment_tag",
                    "experiment name",
                    "github",
                    "agent",
                    "end time",
                    "updated");

    /// Time, process, machine and date: not hyperparameters.
    private static final Set<String> CIRCUMSTANCES =
            Set.of(
                    "pid",
                    "ppid",
                    "process_id",
                    "process id",
                    "host",
                    "hostname",
                    "node",
                    "node_ip",
                    "node_id",
                    "ip",
                    "machine",
                    "date",
                    "datetime",
                    "day",
                    "time",
                    "timestamp",
                    "_timestamp",
                    "wall_time",
                    "wall time",
                    "walltime",
                    "done",
                    "should_checkpoint",
                    "checkpoint_dir_name",
                    "logdir",
                    "experiment id");

    private static final Set<String> MEASURED =
            Set.of(
                    "loss",
                    "error",
                    "err",
                    "acc",
                    "accuracy",
                    "auc",
                    "f1",
                    "score",
                    "r2",
                    "rmse",
                    "mse",
                    "mae",
                    "perplexity",
                    "ppl",
                    "nll",
                    "precision",
                    "recall",
                    "reward",
                    "bleu",
                    "val",
                    "valid",
                    "validation",
                    "test",
                    "eval",
                    "value",
                    "values",
                    "objective",
                    "metric");
    private static final Set<String> INTERNAL =
            Set.of("artifact_uri", "experiment_id", "lifecycle_stage", "unnamed: 0", "index");
    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])");
    private static final Pattern LASTING =
            Pattern.compile(
                    "(?:.*[_ ./])?(?:elapsed|time|seconds|secs|runtime|time_s|time_sec|duration|time_taken)|time_.*_s|time_since_.*");

    private CsvNames() {}

    static boolean isTag(String name) {
        return TAGS.contains(CsvRoles.lower(name));
    }

    static boolean isCircumstance(String name) {
        return CIRCUMSTANCES.contains(CsvRoles.lower(name));
    }

    /// Whether it is neither a hyperparameter nor a measurement.
    static boolean isInternal(String name) {
        return name.isEmpty() || INTERNAL.contains(CsvRoles.lower(name));
    }

    static boolean isStep(String name) {
        return ROLES.getOrDefault(Role.STEP, List.of()).contains(CsvRoles.lower(name));
    }

    static boolean isMeasured(String name) {
        return WORDS.splitAsStream(name).anyMatch(w -> MEASURED.contains(CsvRoles.lower(w)));
    }

    /// Whether it is how long something took.
    static boolean isDuration(String name) {
        return LASTING.matcher(CsvRoles.lower(name)).matches();
    }

    static Map.@Nullable Entry<String, Role> prefix(String name) {
        for (Map.Entry<String, Role> p : PREFIXES) {
            if (name.length() > p.getKey().length()
                    && CsvRoles.lower(name).startsWith(p.getKey())) {
                return p;
            }
        }
        return null;
    }
}
