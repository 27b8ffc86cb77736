package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
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
                            "trial_name",
                            "sys/name",
                            "session_group",
                            "training_job_name",
                            "experiment"),
                    Role.ID,
                    List.of(
                            "run_id",
                            "run id",
                            "trial_id",
                            "trial id",
                            "id",
                            "number",
                            "sys/id",
                            "experimentkey",
                            "experiment_key",
                            "run_uuid",
                            "trial_job_id"),
                    Role.STATUS,
                    List.of("state", "status", "sys/state", "training_job_status"),
                    Role.USER,
                    List.of("user", "user_id", "sys/owner", "owner", "created_by"),
                    Role.START,
                    List.of(
                            "created",
                            "start_time",
                            "start time",
                            "datetime_start",
                            "started",
                            "created_at",
                            "created at",
                            "started_at",
                            "sys/creation_time",
                            "training_start_time",
                            "creation_time",
                            "date_created"),
                    Role.END,
                    List.of(
                            "end_time",
                            "training_end_time",
                            "end time",
                            "datetime_complete",
                            "ended",
                            "finished_at",
                            "ended_at"),
                    Role.SECONDS,
                    List.of("runtime", "duration", "seconds", "sys/running_time", "run time"),
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
                    Map.entry("parameters/", Role.PARAM),
                    Map.entry("parameters.", Role.PARAM),
                    Map.entry("hyperparameters/", Role.PARAM),
                    Map.entry("hyperparameters.", Role.PARAM),
                    Map.entry("hparams.", Role.PARAM),
                    Map.entry("config.", Role.PARAM),
                    Map.entry("config/", Role.PARAM),
                    Map.entry("hparams/", Role.PARAM),
                    Map.entry("tags.", Role.TAG),
                    Map.entry("user_attrs_", Role.TAG),
                    Map.entry("system_attrs_", Role.TAG));

    /// Prefixes of names that are about the run: the whole name is the tag.
    private static final List<String> ABOUT =
            List.of("mlflow.", "sys/", "source_code/", "monitoring/", "git/", "git.");

    private static final Set<String> INTERNAL =
            Set.of(
                    "artifact_uri",
                    "experiment_id",
                    "lifecycle_stage",
                    "unnamed: 0",
                    "index",
                    "show_metrics");

    /// A name of a hyperparameter in brackets, as in ClearML's tables.
    private static final Pattern BRACKETS =
            Pattern.compile(
                    "(?:hyper_?param(?:eter)?s?|config) \\((.+)\\)", Pattern.CASE_INSENSITIVE);

    /// The name of a param in a table of Weights & Biases, whose values lie beside descriptions.
    private static final Pattern VALUE = Pattern.compile("\\.value(?=\\.|$)");

    private CsvNames() {}

    /// Whether it is about the run, as a whole.
    static boolean isAbout(String name) {
        return ABOUT.stream().anyMatch(CsvRoles.lower(name)::startsWith);
    }

    /// Whether it is neither a hyperparameter nor a measurement.
    static boolean isInternal(String name) {
        return name.isEmpty() || INTERNAL.contains(CsvRoles.lower(name));
    }

    static boolean isStep(String name) {
        return ROLES.getOrDefault(Role.STEP, List.of()).contains(CsvRoles.lower(name));
    }

    /// Whether it is a param of which the table has the name in brackets, or a value beside others.
    static boolean isParam(String name, CsvOrigin origin) {
        return BRACKETS.matcher(name).matches()
                || (origin == CsvOrigin.WANDB_RUNS && VALUE.matcher(name).find());
    }

    /// The key of a column with a role.
    static String key(String name, Role role) {
        Map.@Nullable Entry<String, Role> prefix = prefix(name);
        String key =
                prefix != null && prefix.getValue() == role
                        ? name.substring(prefix.getKey().length())
                        : name;
        Matcher brackets = BRACKETS.matcher(name);
        if (role != Role.PARAM) {
            return key;
        }
        return brackets.matches() ? brackets.group(1) : VALUE.matcher(key).replaceFirst("");
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
